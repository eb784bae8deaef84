package dev.hone.eval.tau;

import dev.hone.data.Json;
import dev.hone.eval.python.PythonText;
import dev.hone.eval.python.PythonValue;
import dev.hone.eval.tool.Arguments;
import dev.hone.eval.tool.Toolbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// A customer's phone: the customer's own tools in the domain `telecom`. Its network depends on the SIM card, the settings, the
/// place and the line, and is searched for again when one of them changes.
/// Source: tau2-bench a2c0247, domain `telecom`, user tools.
final class Phone implements Toolbox {
    private static final String APN = """
            {"apn_name": "internet", "reset_at_reboot": false, "mms_apn": "mms", "mmsc_url": "http://mms.carrier.com/mms/wapenc", "mms_proxy": null, "mms_port": null}""";
    private static final String DEFAULTS = """
            {"device": {"sim_card_status": "active", "sim_card_missing": false, "airplane_mode": false, "network_signal_strength": "good", "network_technology_connected": "5G",
            "network_connection_status": "connected", "battery_level": 80, "data_enabled": true, "roaming_enabled": false, "network_mode_preference": "4g_5g_preferred",
            "active_apn_settings": %s, "wifi_enabled": false, "wifi_connected": false, "wifi_ssid": null, "wifi_signal_strength": "none", "wifi_calling_enabled": false,
            "wifi_calling_mms_over_wifi": false, "data_saver_mode": false, "vpn_enabled_setting": false, "vpn_connected": false, "vpn_details": null, "app_statuses": {}},
            "surroundings": {"name": null, "phone_number": null, "is_abroad": false, "roaming_allowed": false, "signal_strength": {"2G": "poor", "3G": "fair", "4G": "good", "5G": "excellent"},
            "mobile_data_usage_exceeded": false, "line_active": true, "payment_request": null}}""".formatted(APN);
    private static final Map<String, String> SIGNALS = Map.of("poor", "\uD83D\uDCF6\u00B9 Poor", "fair", "\uD83D\uDCF6\u00B2 Fair", "good", "\uD83D\uDCF6\u00B3 Good", "excellent", "\uD83D\uDCF6\u2074 Excellent");
    private static final Map<String, String> TECHNOLOGIES = Map.of("4g_5g_preferred", "5G", "4g_only", "4G", "3g_only", "3G", "2g_only", "2G");
    private static final Map<String, Double> SPEEDS = Map.of("2G", (0.1 + 0.4) / 2, "3G", (1.0 + 5.0) / 2, "4G", (10.0 + 100.0) / 2, "5G", (50.0 + 500.0) / 2);
    private static final Map<String, Double> SHARES = Map.of("poor", 0.2, "fair", 0.5, "good", 0.8, "excellent", 1.0);
    private static final List<String> MODES = List.of("4g_5g_preferred", "4g_only", "3g_only", "2g_only");
    private static final Set<String> BACKSTAGE = Set.of("set_user_info", "set_user_location", "turn_airplane_mode_on", "turn_airplane_mode_off", "unseat_sim_card", "lock_sim_card", "turn_data_on",
            "turn_data_off", "turn_roaming_on", "turn_roaming_off", "turn_data_saver_mode_on", "turn_data_saver_mode_off", "break_apn_settings", "break_apn_mms_setting", "set_wifi_calling",
            "break_vpn", "remove_app_permission", "simulate_network_search", "assert_airplane_mode_status", "assert_service_status", "assert_mobile_data_status", "assert_mobile_roaming_status",
            "assert_mobile_data_saver_mode_status", "assert_internet_speed", "assert_internet_not_excellent", "assert_can_send_mms", "assert_mobile_data_usage_exceeded");

    private final ObjectNode device, surroundings;

    /// @param data `device` and `surroundings`; the tools change it
    Phone(ObjectNode data) {
        device = (ObjectNode) data.get("device");
        surroundings = (ObjectNode) data.get("surroundings");
    }

    /// A phone with what its database leaves unsaid.
    static ObjectNode completed(ObjectNode data) {
        return World.merged((ObjectNode) Json.MAPPER.readTree(DEFAULTS), data);
    }

    @Override public Set<String> backstage() {
        return BACKSTAGE;
    }

    @Override public JsonNode call(String name, Arguments given) {
        if (name.startsWith("assert_")) return BooleanNode.valueOf(holds(name, given));
        return StringNode.valueOf(switch (name) {
            case "set_user_info" -> {
                surroundings.put("name", given.text("name")).put("phone_number", given.text("phone_number"));
                yield "";
            }
            case "set_user_location" -> {
                surroundings.put("is_abroad", given.flag("abroad"));
                yield "";
            }
            case "simulate_network_search" -> {
                search();
                yield "";
            }
            case "check_status_bar" -> "Status Bar: " + statusBar();
            case "check_network_status" -> networkStatus();
            case "check_network_mode_preference" -> "Network Mode Preference: " + text("network_mode_preference");
            case "set_network_mode_preference" -> withStatusBar(prefer(given.text("mode")));
            case "run_speed_test" -> speedTest();
            case "toggle_airplane_mode" -> toggled("Airplane Mode", "airplane_mode", this::toggleAirplaneMode);
            case "turn_airplane_mode_on" -> turned("Airplane Mode", "airplane_mode", true, this::toggleAirplaneMode);
            case "turn_airplane_mode_off" -> turned("Airplane Mode", "airplane_mode", false, this::toggleAirplaneMode);
            case "toggle_data" -> toggled("Mobile Data", "data_enabled", () -> searchAfterToggle("data_enabled"));
            case "turn_data_on" -> {
                device.put("data_enabled", true);
                yield "Data connection restored.";
            }
            case "turn_data_off" -> {
                turned("", "data_enabled", false, () -> searchAfterToggle("data_enabled"));
                yield "Data connection broken.";
            }
            case "toggle_roaming" -> toggled("Data Roaming", "roaming_enabled", () -> searchAfterToggle("roaming_enabled"));
            case "turn_roaming_on" -> turned("Data Roaming", "roaming_enabled", true, () -> searchAfterToggle("roaming_enabled"));
            case "turn_roaming_off" -> turned("Data Roaming", "roaming_enabled", false, () -> searchAfterToggle("roaming_enabled"));
            case "toggle_data_saver_mode" -> toggled("Data Saver Mode", "data_saver_mode", () -> toggle("data_saver_mode"));
            case "turn_data_saver_mode_on" -> turned("Data Saver Mode", "data_saver_mode", true, () -> toggle("data_saver_mode"));
            case "turn_data_saver_mode_off" -> turned("Data Saver Mode", "data_saver_mode", false, () -> toggle("data_saver_mode"));
            case "check_data_restriction_status" -> is("data_saver_mode") ? "Data Saver mode is ON (limits data usage)." : "Data Saver mode is OFF.";
            case "check_sim_status" -> switch (sim()) {
                case "active" -> "Your SIM card is active and working.";
                case "missing" -> "No SIM card detected in the phone.";
                case "locked_pin" -> "The SIM card is locked with a PIN code.";
                default -> "The SIM card is locked with a PUK code.";
            };
            case "reseat_sim_card" -> {
                seat(true);
                yield withStatusBar("SIM card re-seated successfully.");
            }
            case "unseat_sim_card" -> {
                seat(false);
                yield "SIM card un-seated successfully.";
            }
            case "lock_sim_card" -> {
                device.put("sim_card_status", "locked_" + given.text("mode"));
                search();
                yield "SIM card locked successfully in " + given.text("mode") + " mode.";
            }
            case "check_apn_settings" -> "Current APN Name: " + text(apn(), "apn_name") + "\nMMSC URL (for picture messages): " + apn().path("mmsc_url").asString("Not Set")
                    + "\n(These are technical settings, usually best left unchanged.)";
            case "set_apn_settings" -> withStatusBar(setApn(given.any("apn_settings")));
            case "reset_apn_settings" -> {
                apn().put("reset_at_reboot", true);
                search();
                yield withStatusBar("APN settings will reset at reboot.");
            }
            case "break_apn_settings" -> {
                apn().put("apn_name", "broken");
                search();
                yield "APN settings broken. Please call reset_apn_settings() to fix.";
            }
            case "break_apn_mms_setting" -> {
                apn().putNull("mmsc_url");
                yield "APN MMS setting broken. Please call reset_apn_settings() to fix.";
            }
            case "check_wifi_status" -> !is("wifi_enabled") ? "Wi-Fi is turned OFF." : !is("wifi_connected") ? "Wi-Fi is ON but not connected to any network."
                    : "Wi-Fi is ON and connected to '" + device.path("wifi_ssid").asString("None") + "'. Signal strength: " + text("wifi_signal_strength") + ".";
            case "toggle_wifi" -> is("airplane_mode") ? withStatusBar("Cannot change Wi-Fi settings while Airplane Mode is ON.") : toggled("Wi-Fi", "wifi_enabled", this::toggleWifi);
            case "check_wifi_calling_status" -> "Wi-Fi Calling is currently turned " + onOff(is("wifi_calling_enabled")) + ".";
            case "toggle_wifi_calling" -> toggled("Wi-Fi Calling", "wifi_calling_enabled", () -> toggle("wifi_calling_enabled"));
            case "set_wifi_calling" -> setWifiCalling(given);
            case "check_vpn_status" -> vpnStatus();
            case "connect_vpn" -> connectVpn() ? withStatusBar("VPN connected successfully.") : "VPN already connected.";
            case "disconnect_vpn" -> withStatusBar(disconnectVpn() ? "VPN disconnected successfully." : "No active VPN connection to disconnect.");
            case "break_vpn" -> {
                connectVpn();
                ((ObjectNode) device.get("vpn_details")).put("server_performance", "poor");
                yield "VPN connection broken.";
            }
            case "check_installed_apps" -> "The following apps are installed on the phone: " + String.join(", ", apps().propertyNames());
            case "check_app_status" -> appStatus(given.text("app_name"));
            case "check_app_permissions" -> appPermissions(given.text("app_name"));
            case "grant_app_permission" -> withStatusBar(permit(given.text("app_name"), given.text("permission").toLowerCase(Locale.ROOT), true));
            case "remove_app_permission" -> permit(given.text("app_name"), given.text("permission").toLowerCase(Locale.ROOT), false);
            case "can_send_mms" -> "Your messaging app can" + (sendsMms() ? "" : "not") + " send MMS messages.";
            case "reboot_device" -> withStatusBar(reboot());
            case "check_payment_request" -> payment() == null ? "No payment request has been made."
                    : "You have a payment request for bill " + text(payment(), "bill_id") + " of " + amountDue() + " USD.";
            case "make_payment" -> pay();
            default -> throw new UnknownToolFault(name);
        });
    }

    private boolean holds(String name, Arguments given) {
        return switch (name) {
            case "assert_airplane_mode_status" -> is("airplane_mode") == given.flag("expected_status");
            case "assert_service_status" -> text("network_connection_status").equals(given.text("expected_status"));
            case "assert_mobile_data_status" -> mobileDataWorks() == given.flag("expected_status");
            case "assert_mobile_roaming_status" -> is("roaming_enabled") == given.flag("expected_status");
            case "assert_mobile_data_saver_mode_status" -> is("data_saver_mode") == given.flag("expected_status");
            case "assert_internet_speed" -> {
                String wanted = given.textOrNull("expected_desc");
                yield (mobileDataWorks() ? speed() : 0) >= given.number("expected_speed").doubleValue() && (wanted == null || wanted.equalsIgnoreCase(speedName()));
            }
            case "assert_internet_not_excellent" -> !speedName().equals("Excellent");
            case "assert_can_send_mms" -> sendsMms() == given.flag("expected_status");
            case "assert_mobile_data_usage_exceeded" -> surroundings.path("mobile_data_usage_exceeded").asBoolean() == given.flag("expected_status");
            default -> throw new UnknownToolFault(name);
        };
    }

    private boolean is(String field) {
        return device.path(field).asBoolean();
    }

    private String text(String field) {
        return text(device, field);
    }

    private static String text(JsonNode of, String field) {
        return of.path(field).asString("");
    }

    private static String onOff(boolean on) {
        return on ? "ON" : "OFF";
    }

    private static String yesNo(boolean yes) {
        return yes ? "Yes" : "No";
    }

    private ObjectNode apn() {
        return (ObjectNode) device.get("active_apn_settings");
    }

    private ObjectNode apps() {
        return (ObjectNode) device.get("app_statuses");
    }

    private String withStatusBar(String said) {
        return said + "\nStatus Bar: " + statusBar();
    }

    private String statusBar() {
        List<String> signs = new ArrayList<>();
        if (is("airplane_mode")) signs.add("\u2708\uFE0F Airplane Mode");
        else {
            String technology = text("network_technology_connected");
            signs.add(SIGNALS.getOrDefault(text("network_signal_strength"), "\uD83D\uDCF5 No Signal"));
            if (!technology.equals("none")) signs.add(technology);
            signs.add(is("data_enabled") && !technology.equals("none") ? "\uD83D\uDCF1 Data Enabled" : "\uD83D\uDCF5 Data Disabled");
            if (signs.getLast().endsWith("Enabled") && is("data_saver_mode")) signs.add("\uD83D\uDD3D Data Saver");
        }
        if (is("wifi_enabled") && is("wifi_connected")) signs.add("\uD83D\uDCE1 " + (device.path("wifi_ssid").isNull() ? "Enabled" : "Connected to " + text("wifi_ssid")));
        if (is("vpn_connected")) signs.add("\uD83D\uDD12 VPN Connected");
        signs.add("\uD83D\uDD0B " + device.path("battery_level") + "%");
        return String.join(" | ", signs);
    }

    private String networkStatus() {
        String status = "Airplane Mode: " + onOff(is("airplane_mode")) + "\nSIM Card Status: " + sim() + "\nCellular Connection: " + text("network_connection_status")
                + "\nCellular Signal: " + text("network_signal_strength") + "\nCellular Network Type: " + text("network_technology_connected") + "\nMobile Data Enabled: " + yesNo(is("data_enabled"))
                + "\nData Roaming Enabled: " + yesNo(is("roaming_enabled")) + "\nWi-Fi Radio: " + onOff(is("wifi_enabled")) + "\nWi-Fi Connected: " + yesNo(is("wifi_connected"));
        return is("wifi_connected") ? status + "\nConnected Wi-Fi Network: " + device.path("wifi_ssid").asString("None") : status;
    }

    private String prefer(String mode) {
        if (!MODES.contains(mode)) return "Failed to set network mode: '" + mode + "' is not a valid option. Please use one of: " + String.join(", ", MODES);
        device.put("network_mode_preference", mode);
        search();
        return "Preferred Network Mode set to: " + mode;
    }

    /// Looks for a network that the SIM card, the settings and the line allow.
    private void search() {
        String technology = TECHNOLOGIES.getOrDefault(text("network_mode_preference"), "4G"), signal = signal(technology);
        if (technology.equals("5G") && signal.equals("none")) {
            technology = "4G";
            signal = signal(technology);
        }
        boolean served = sim().equals("active") && !is("airplane_mode") && !text(apn(), "apn_name").equals("broken") && surroundings.path("line_active").asBoolean();
        device.put("network_connection_status", served ? "connected" : "no_service").put("network_technology_connected", served ? technology : "none")
                .put("network_signal_strength", served ? signal : "none");
    }

    private String signal(String technology) {
        return surroundings.path("signal_strength").path(technology).asString("none");
    }

    private String sim() {
        return is("sim_card_missing") ? "missing" : text("sim_card_status");
    }

    private void seat(boolean seated) {
        device.put("sim_card_missing", !seated);
        search();
    }

    private void toggle(String field) {
        device.put(field, !is(field));
    }

    private void searchAfterToggle(String field) {
        toggle(field);
        search();
    }

    private String toggled(String title, String field, Runnable toggle) {
        toggle.run();
        return withStatusBar(title + " is now " + onOff(is(field)) + ".");
    }

    /// Toggles once, and again where that was the wrong way.
    private String turned(String title, String field, boolean wanted, Runnable toggle) {
        toggle.run();
        if (is(field) != wanted) toggle.run();
        return title + " is now " + onOff(wanted) + ".";
    }

    private void toggleAirplaneMode() {
        toggle("airplane_mode");
        if (is("airplane_mode") || is("wifi_enabled")) leaveWifi();
        if (is("airplane_mode")) disconnectVpn();
        search();
    }

    private void toggleWifi() {
        toggle("wifi_enabled");
        if (!is("wifi_enabled")) leaveWifi();
    }

    private void leaveWifi() {
        device.put("wifi_connected", false).putNull("wifi_ssid").put("wifi_signal_strength", "none");
    }

    private String setWifiCalling(Arguments given) {
        boolean enabled = given.flag("enabled");
        device.put("wifi_calling_enabled", enabled);
        String said = "Wi-Fi Calling is now " + onOff(enabled) + ".";
        if (!given.fields().path("mms_over_wifi").isBoolean()) return said;
        device.put("wifi_calling_mms_over_wifi", given.flag("mms_over_wifi"));
        return said + "\nMMS over Wi-Fi is now " + onOff(given.flag("mms_over_wifi")) + ".";
    }

    private String setApn(JsonNode settings) {
        ObjectNode complete = (ObjectNode) Json.MAPPER.readTree(APN);
        if (!(settings instanceof ObjectNode said) || !complete.propertyNames().containsAll(said.propertyNames())) throw new Refusal("apn_settings may have " + String.join(", ", complete.propertyNames()));
        complete.setAll(said);
        if (!Set.of("internet", "broken").contains(text(complete, "apn_name"))) throw new Refusal("apn_name should be 'internet' or 'broken'");
        device.set("active_apn_settings", complete);
        search();
        return "APN settings set to: " + text(complete, "apn_name");
    }

    private boolean connectVpn() {
        if (is("vpn_connected")) return false;
        device.put("vpn_connected", true).putObject("vpn_details").put("server_address", "192.168.1.1").put("protocol", "OpenVPN").put("server_performance", "excellent");
        return true;
    }

    private boolean disconnectVpn() {
        boolean connected = is("vpn_connected");
        if (connected) device.put("vpn_connected", false).putNull("vpn_details");
        return connected;
    }

    private String vpnStatus() {
        if (!is("vpn_connected")) return is("vpn_enabled_setting") ? "VPN is turned ON in settings, but currently not connected." : "VPN is turned OFF.";
        JsonNode details = device.path("vpn_details");
        if (!details.isObject()) return "VPN is ON and connected (no specific details available).";
        String performance = text(details, "server_performance");
        return "VPN is ON and connected. Details: {'server_address': " + PythonValue.of(details.path("server_address")).repr() + ", 'protocol': " + PythonValue.of(details.path("protocol")).repr()
                + ", 'server_performance': <PerformanceLevel." + performance.toUpperCase(Locale.ROOT) + ": '" + performance + "'>}";
    }

    private List<String> granted(String app) {
        return apps().path(app).path("permissions").properties().stream().filter(permission -> permission.getValue().asBoolean()).map(Map.Entry::getKey).toList();
    }

    private String appStatus(String app) {
        if (!apps().has(app)) return "App '" + app + "' not found on this phone.";
        String status = "Status for App: " + app + "\n - Permissions";
        return granted(app).isEmpty() ? status + ": None granted." : status + " Granted:" + granted(app).stream().map(each -> "\n   - " + each).collect(Collectors.joining());
    }

    private String appPermissions(String app) {
        if (!apps().has(app)) return "App '" + app + "' not found on this phone.";
        return granted(app).isEmpty() ? "App '" + app + "' currently has no permissions granted." : "App '" + app + "' has permission for: " + String.join(", ", granted(app)) + ".";
    }

    private String permit(String app, String permission, boolean granted) {
        if (!(apps().path(app).get("permissions") instanceof ObjectNode permissions)) return "Error. App '" + app + "' not found. Cannot " + (granted ? "grant" : "remove") + " permission.";
        if (!permissions.has(permission)) return "Error. Permission '" + permission + "' not tracked for app '" + app + "', available permissions: "
                + permissions.propertyNames().stream().map(PythonText::repr).collect(Collectors.joining(", ", "[", "]"));
        permissions.put(permission, granted);
        return "Success. Permission '" + permission + "' " + (granted ? "granted to" : "removed from") + " app '" + app + "'.";
    }

    private boolean mobileDataWorks() {
        boolean served = !is("airplane_mode") && !text("network_signal_strength").equals("none") && !text("network_connection_status").equals("no_service");
        boolean roams = !surroundings.path("is_abroad").asBoolean() || is("roaming_enabled") && surroundings.path("roaming_allowed").asBoolean();
        return served && roams && is("data_enabled") && !surroundings.path("mobile_data_usage_exceeded").asBoolean();
    }

    /// In megabits a second, to two places.
    private double speed() {
        double share = is("vpn_connected") && text(device.path("vpn_details"), "server_performance").equals("poor") ? 0.1 : 1;
        if (is("data_saver_mode")) share *= 0.2;
        return Amounts.cents(SPEEDS.getOrDefault(text("network_technology_connected"), 0.0) * SHARES.getOrDefault(text("network_signal_strength"), 0.0) * share);
    }

    private String speedName() {
        if (!mobileDataWorks()) return "No Connection";
        double speed = speed();
        return speed < 1 ? "Very Poor" : speed < 5 ? "Poor" : speed < 25 ? "Fair" : speed < 100 ? "Good" : "Excellent";
    }

    private String speedTest() {
        String advice = switch (speedName()) {
            case "Very Poor" -> "Connection is very slow. Basic web browsing might be difficult.";
            case "Poor" -> "Connection is slow. Web browsing may be sluggish, streaming difficult.";
            case "Fair" -> "Connection is okay for web browsing and some standard definition streaming.";
            case "Good" -> "Connection is good for most activities, including HD streaming.";
            default -> "Connection is very fast.";
        };
        return mobileDataWorks() ? String.format(Locale.ROOT, "Speed Test Result: %.2f Mbps (%s). %s", speed(), speedName(), advice) : "Speed test failed: No Connection.";
    }

    private boolean sendsMms() {
        JsonNode permissions = apps().path("messaging").path("permissions");
        return mobileDataWorks() && !text("network_technology_connected").equals("2G") && !(is("wifi_calling_enabled") && is("wifi_calling_mms_over_wifi")) && !apn().path("mmsc_url").isNull()
                && permissions.path("storage").asBoolean(false) && permissions.path("sms").asBoolean(false);
    }

    private String reboot() {
        boolean resets = apn().path("reset_at_reboot").asBoolean();
        if (resets) device.set("active_apn_settings", Json.MAPPER.readTree(APN));
        search();
        return (resets ? "Resetting APN settings...\n" : "") + "Restarting network services...";
    }

    /// What the carrier asks to be paid; null for nothing.
    private ObjectNode payment() {
        return surroundings.get("payment_request") instanceof ObjectNode request ? request : null;
    }

    private String amountDue() {
        return PythonText.repr(payment().path("amount_due").doubleValue());
    }

    private String pay() {
        if (payment() == null) return "You do not have a payment request.";
        payment().put("paid", true);
        return "Payment of " + amountDue() + " USD has been made for bill " + text(payment(), "bill_id") + ".";
    }
}
