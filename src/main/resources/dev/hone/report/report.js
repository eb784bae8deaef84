
// Shows a chart's numbers under the pointer, or at the place that the arrow keys choose. The numbers are attributes of its lines.
(function () {
    'use strict';

    function nearest(steps, step) {
        return steps.reduce((best, each, i) => Math.abs(steps[best] - step) > Math.abs(each - step) ? i : best, 0);
    }

    function makeLive(figure) {
        const [low, high, left, right] = figure.dataset.axis.split(' ').map(Number);
        const svg = figure.querySelector('svg'), cursor = figure.querySelector('.cursor');
        const lines = Array.from(svg.querySelectorAll('.line')).map(line => {
            const texts = line.dataset.steps.split(' ');
            return {texts, steps: texts.map(text => Number(text.replaceAll(',', ''))), values: line.dataset.values.split(' ')};
        });
        const all = Array.from(new Set(lines.flatMap(line => line.steps))).sort((a, b) => a - b);
        const labels = figure.querySelectorAll('.value'), label = figure.querySelector('.step');
        let place = all.length - 1;

        function show(i, mark) {
            place = Math.max(0, Math.min(all.length - 1, i));
            const step = all[place];
            lines.forEach((line, n) => labels[n].textContent = line.values[nearest(line.steps, step)]);
            label.textContent = step.toLocaleString('en-US');
            cursor.setAttribute('transform', `translate(${left + (right - left) * (step - low) / (high - low)} 0)`);
            cursor.classList.toggle('shown', mark);
        }

        svg.addEventListener('pointermove', event => {
            const box = svg.getBoundingClientRect();
            const x = (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
            show(nearest(all, low + (high - low) * (x - left) / (right - left)), true);
        });
        svg.addEventListener('pointerleave', () => show(all.length - 1, false));
        svg.addEventListener('blur', () => show(all.length - 1, false));
        svg.addEventListener('keydown', event => {
            const move = {ArrowLeft: -1, ArrowRight: 1, Home: -all.length, End: all.length}[event.key];
            if (!move) return;
            event.preventDefault();
            show(place + move, true);
        });
        svg.setAttribute('tabindex', '0');
    }

    document.documentElement.classList.add('scripted');
    document.querySelectorAll('figure[data-axis]').forEach(makeLive);
})();
