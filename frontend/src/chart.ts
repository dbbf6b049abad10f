/**
 * `[data-chart="bar" | "line"]`: a chart of the table `[data-table="ID"]`, drawn when it comes into view. Until then nothing of
 * ECharts is loaded; the table holds all that the chart shows. See templates/components/chart.html.
 */
const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    observer.unobserve(target);
    void draw(target as HTMLElement);
  }
});
for (const element of document.querySelectorAll<HTMLElement>("[data-chart]")) observer.observe(element);

async function draw(element: HTMLElement): Promise<void> {
  try {
    const { drawChart } = await import("./chart/draw");
    drawChart(element);
  } catch (error) {
    element.dataset.error = String(error);
    element.hidden = true; // the table says it all
  }
}

export {};
