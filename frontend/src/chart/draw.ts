import { BarChart, type BarSeriesOption, CustomChart, type CustomSeriesOption, LineChart, type LineSeriesOption } from "echarts/charts";
import { GridSimpleComponent, type GridComponentOption, LegendPlainComponent, type LegendComponentOption } from "echarts/components";
import { type ComposeOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { inks, type Inks } from "./inks";
import { readTable, type Series, type Table } from "./table";

use([BarChart, LineChart, CustomChart, GridSimpleComponent, LegendPlainComponent, SVGRenderer]);
type Option = ComposeOption<BarSeriesOption | LineSeriesOption | CustomSeriesOption | GridComponentOption | LegendComponentOption>;

const WIDEST_LABEL = 160; // px
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const DARK = matchMedia("(prefers-color-scheme: dark)");

/** Draws one `[data-chart]` and keeps it as wide and as dark as the page. `data-drawn` is set when it stands. */
export function drawChart(element: HTMLElement): void {
  const table = readTable(document.getElementById(element.dataset.table!) as HTMLTableElement);
  const chart = init(element, undefined, { renderer: "svg" });
  const paint = () => chart.setOption(option(element, table), true);
  paint();
  new ResizeObserver(() => (chart.resize(), paint())).observe(element);
  DARK.addEventListener("change", paint);
  element.dataset.drawn = "1";
}

function option(element: HTMLElement, table: Table): Option {
  const ink = inks(element);
  const common: Option = { animation: !STILL.matches, animationDuration: 300, textStyle: { fontFamily: ink.font, color: ink.ink } };
  return element.dataset.chart === "line" ? { ...common, ...lines(element, table, ink) } : { ...common, ...bars(element, table, ink) };
}

/** Bars lie, so that names of units stand as they are read; a whisker spans the interval. */
function bars(element: HTMLElement, { labels, series }: Table, ink: Inks): Option {
  const [first] = series;
  const widest = Math.min(WIDEST_LABEL, element.clientWidth * 0.34);
  return {
    grid: { left: 4, right: 64, top: 8, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { ...valueAxis(element, ink) },
    yAxis: {
      type: "category", data: labels, inverse: true, axisTick: { show: false }, axisLine: { lineStyle: { color: ink.line } },
      axisLabel: { color: ink.ink, width: widest, overflow: "truncate", fontSize: 13 },
    },
    series: [
      {
        type: "bar", barMaxWidth: 18, silent: true,
        data: first!.points.map(({ value, weak }) => ({
          value: plain(value),
          itemStyle: { color: weak ? ink.weak : ink.accent, borderRadius: [0, 3, 3, 0] },
        })),
      },
      ends(first!, ink),
    ],
  };
}

/** At the end of each bar its number, behind the whisker where there is one. */
function ends({ points }: Series, ink: Inks): CustomSeriesOption {
  return {
    type: "custom", silent: true, z: 3, clip: false, encode: { x: [1, 2], y: 0 },
    data: points.flatMap(({ value, low, high }, n) => (Number.isNaN(value) ? [] : [[n, low || value, high || value]])),
    renderItem: (_params, api) => {
      const row = api.value(0) as number;
      const [left, y] = api.coord([api.value(1), row]) as [number, number];
      const [right] = api.coord([api.value(2), row]) as [number, number];
      const line = (x1: number, y1: number, x2: number, y2: number) =>
        ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: ink.ink, lineWidth: 1.25 } }) as const;
      const whisker = right > left ? [line(left, y, right, y), line(left, y - 4, left, y + 4), line(right, y - 4, right, y + 4)] : [];
      const text = points[row]!.words;
      const words = { type: "text", x: right + 6, y: y - 7, style: { text, fill: ink.soft, fontSize: 12, fontFamily: ink.font } } as const;
      return { type: "group", children: [...whisker, words] };
    },
  };
}

/** One line a column; the first is the one that is spoken of, the others are to compare with. */
function lines(element: HTMLElement, { labels, series }: Table, ink: Inks): Option {
  return {
    grid: { left: 4, right: 16, top: series.length > 1 ? 36 : 16, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: series.length > 1 ? { top: 0, left: 0, itemWidth: 18, textStyle: { color: ink.ink }, inactiveColor: ink.soft } : undefined,
    xAxis: { type: "category", data: labels, boundaryGap: false, axisTick: { show: false }, axisLine: { lineStyle: { color: ink.line } }, axisLabel: { color: ink.soft, hideOverlap: true } },
    yAxis: { ...valueAxis(element, ink) },
    series: series.map(({ name, points }, n) => ({
      type: "line", name, silent: true, symbol: n ? "none" : "circle", symbolSize: 7, connectNulls: false,
      lineStyle: { width: n ? 1.5 : 2.5, type: n ? "dashed" : "solid", color: n ? ink.soft : ink.accent },
      itemStyle: { color: n ? ink.soft : ink.accent },
      data: points.map(({ value, words, weak }) => ({
        value: plain(value),
        itemStyle: weak ? { color: ink.card, borderColor: ink.accent, borderWidth: 1.5 } : {},
        label: { show: n === 0 && points.length <= 13 && element.clientWidth > 480, formatter: () => words, color: ink.ink, fontSize: 12 },
      })),
    })),
  };
}

/** Rates and scores are drawn from nought to all, so that a small difference looks small. */
function valueAxis({ dataset, clientWidth }: HTMLElement, ink: Inks): Record<string, unknown> {
  const unit = dataset.unit ?? "";
  return {
    type: "value", min: 0, max: unit ? 100 : undefined, interval: unit ? (clientWidth < 480 ? 50 : 25) : undefined, splitNumber: clientWidth < 480 ? 2 : 4,
    axisLabel: { color: ink.soft, fontSize: 12, formatter: `{value}${unit === "%" ? "%" : ""}` },
    splitLine: { lineStyle: { color: ink.line } },
  };
}

function plain(value: number): number | "-" {
  return Number.isNaN(value) ? "-" : value;
}
