
/* Charts have the colours of the page, which follow the reader's choice of light or dark, and are light on paper. */
{
  const paint = (text, lines) => {
    Chart.defaults.color = text;
    Chart.defaults.borderColor = lines;
    Object.values(Chart.instances).forEach(each => each.update('none'));
  };
  const screen = () => {
    const style = getComputedStyle(document.documentElement);
    paint(style.getPropertyValue('--faint').trim(), style.getPropertyValue('--line').trim());
  };
  screen();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', screen);
  addEventListener('beforeprint', () => paint('#6b6b6b', '#ddd'));
  addEventListener('afterprint', screen);
}
