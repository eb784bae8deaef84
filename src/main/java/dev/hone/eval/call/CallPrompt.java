package dev.hone.eval.call;

import dev.hone.settings.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a model is told in words which functions there are and how to call them.
/// Source: gorilla's `formulate_system_prompt`, with its variants for measuring how much a model depends on the form.
/// @param calls        the form of a call: `python`, `json`, `verbose_xml` or `concise_xml`
/// @param tagged       whether calls stand in `<TOOLCALL>`
/// @param docs         the form of the functions: `json`, `python` or `xml`
/// @param markdown     whether parts have headings
/// @param experimental whether it says the same in other words
public record CallPrompt(String calls, boolean tagged, String docs, boolean markdown, boolean experimental) {
    /// What the leaderboard's scores are measured with.
    public static final CallPrompt OFFICIAL = new CallPrompt("python", false, "json", false, false);

    private static final Pattern VARIANT = Pattern.compile(
            "ret_fmt=(python|json|verbose_xml|concise_xml)&tool_call_tag=(True|False)&func_doc_fmt=(python|xml|json)&prompt_fmt=(plaintext|markdown)&style=(classic|experimental)");

    /// @param variant as officially written, such as `ret_fmt=python&tool_call_tag=False&func_doc_fmt=json&prompt_fmt=plaintext&style=classic`
    public static CallPrompt of(String variant) {
        Matcher matcher = VARIANT.matcher(variant);
        if (!matcher.matches()) throw new UserError("the prompt's variant is \"" + variant + "\"; expected " + VARIANT.pattern());
        return new CallPrompt(matcher.group(1), matcher.group(2).equals("True"), matcher.group(3), matcher.group(4).equals("markdown"), matcher.group(5).equals("experimental"));
    }

    /// The system's message.
    public String system(FunctionDocs functions) {
        String list = switch (docs) {
            case "python" -> functions.python();
            case "xml" -> functions.xml();
            default -> functions.json();
        };
        String tools = (experimental ? "Below is a list of callable functions in the " + docs + " style:\n" : "Here is a list of functions in " + docs + " format that you can invoke.\n") + list + "\n";
        if (markdown) return persona() + "\n\n## Task\n" + task() + "\n\n## Tool Call Format\n" + form() + "\n\n## Multi-turn Behavior\n" + turns() + "\n\n## Available Tools\n" + tools;
        return persona() + task() + "\n\n" + form() + "\n\n" + turns() + "\n\n" + tools;
    }

    private String persona() {
        return experimental ? "You are an expert in generating structured function calls." : "You are an expert in composing functions.";
    }

    private String task() {
        return experimental ? "You are given a user query and a set of available functions. Your task is to produce one or more function/tool calls to fulfill the user's request. "
                + "If no suitable function exists, or required parameters are missing, clearly indicate this."
                : "You are given a question and a set of possible functions. Based on the question, you will need to make one or more function/tool calls to achieve the purpose. "
                + "If none of the functions can be used, point it out. If the given question lacks the parameters required by the function, also point it out.";
    }

    private String form() {
        String call = tagged ? "<TOOLCALL>" + example() + "</TOOLCALL>" : example();
        String types = calls.endsWith("xml") ? "The type fields of the parameters in your function calls must be one of: string, integer, float, boolean, array, dict, or tuple." : "";
        if (experimental) return (tagged ? "Return only the function calls enclosed in <TOOLCALL> tags." : "Respond with only the function calls.")
                + "\n\nYou MUST format it exactly as " + call + ". " + types + " Do NOT include any other text.";
        return (tagged ? "You should only return the function calls in the <TOOLCALL> section. " : "You should only return the function calls in your response.\n\n")
                + "If you decide to invoke any of the function(s), you MUST put it in the format of " + call + ". " + types + " You SHOULD NOT include any other text in the response.";
    }

    private String example() {
        return switch (calls) {
            case "json" -> "```json\n[{\"function\":\"func_name1\",\"parameters\":{\"param1\":\"value1\",\"param2\":\"value2\"...}},{\"function\":\"func_name2\",\"parameters\":{\"param\":\"value\"}}]\n```";
            case "verbose_xml" -> "<functions><function name=\"func_name1\"><params><param name=\"param1\" value=\"value1\" type=\"type1\"/><param name=\"param2\" value=\"value2\" type=\"type2\"/>..."
                    + "</params></function><function name=\"func_name2\"><params><param name=\"param3\" value=\"value3\" type=\"type3\"/></params></function></functions>";
            case "concise_xml" -> "<functions><function name=\"func_name1\"><param name=\"param1\" type=\"type1\">value1</param><param name=\"param2\" type=\"type2\">value2</param>..."
                    + "</function><function name=\"func_name2\"><param name=\"param3\" type=\"type3\">value</param></function></functions>";
            default -> "[func_name1(params_name1=params_value1, params_name2=params_value2...), func_name2(params)]";
        };
    }

    private String turns() {
        return experimental ? "At every turn, aim to complete the user's tasks within that turn. Continue emitting function calls until the request is satisfied to the best of your ability. "
                + "Once no more calls are needed, the system will proceed to the next turn."
                : "At each turn, you should try your best to complete the tasks requested by the user within the current turn. Continue to output functions to call until you have fulfilled "
                + "the user's request to the best of your ability. Once you have no more functions to call, the system will consider the current turn complete and proceed to the next turn or task.";
    }
}
