import type { Feature, MultiPolygon, Polygon, Position } from "geojson";
import type { GeoJSONSource, Map } from "maplibre-gl";
import { type GeoJSONStoreFeatures, TerraDraw, TerraDrawPolygonMode, TerraDrawSelectMode } from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import { fromGcj02 } from "./gcj02";
import { groundOf, onto } from "./ground";

type Shape = Polygon | MultiPolygon;

/**
 * A border drawn on a map of kind "border", inside `[data-draws="ID of a textarea"]` with buttons `[data-draw]`: "draw", "change",
 * "clear". The textarea holds it as GeoJSON, WGS84, and is what is sent; whatever else is pasted there stays as it is.
 */
export function drawBorder(map: Map, element: HTMLElement): void {
  const holder = element.closest<HTMLElement>("[data-draws]")!;
  const text = document.getElementById(holder.dataset.draws!) as HTMLTextAreaElement;
  const ground = groundOf(element);
  map.once("load", () => {
    const draw = drawing(map, element);
    const show = () => showOn(map, element, draw.getMode() === "static" ? shapeOf(text.value) : null);
    const write = () => {
      const drawn = draw.getSnapshot().find(({ geometry }) => geometry.type === "Polygon");
      if (drawn) text.value = JSON.stringify(ground.moves ? moved(drawn.geometry as Polygon) : drawn.geometry);
    };
    const rest = () => {
      draw.setMode("static");
      draw.clear();
      show();
    };
    draw.on("finish", (_id, { action }) => {
      write();
      if (action === "draw") rest();
    });
    text.addEventListener("change", rest);
    const begin: Record<string, () => void> = {
      draw: () => {
        rest();
        draw.setMode("polygon");
        showOn(map, element, null);
        map.getCanvas().focus();
      },
      change: () => {
        const shape = shapeOf(text.value);
        if (shape?.type !== "Polygon") return;
        rest();
        draw.setMode("select");
        const [added] = draw.addFeatures([editable(onto(ground, shape.coordinates) as Position[][])]);
        showOn(map, element, null);
        if (added?.id !== undefined) draw.selectFeature(added.id);
      },
      clear: () => {
        text.value = "";
        rest();
      },
    };
    for (const button of holder.querySelectorAll<HTMLButtonElement>("[data-draw]")) {
      button.addEventListener("click", () => begin[button.dataset.draw!]?.());
    }
    rest();
  });
}

function drawing(map: Map, element: HTMLElement): TerraDraw {
  const accent = colour(element, "accent");
  const styles = { fillColor: accent, outlineColor: accent, closingPointColor: accent, closingPointOutlineColor: colour(element, "card") } as const;
  const draw = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 9 }),
    modes: [
      new TerraDrawPolygonMode({ styles }),
      new TerraDrawSelectMode({ flags: { polygon: { feature: { draggable: false, coordinates: { midpoints: true, draggable: true, deletable: true } } } } }),
    ],
  });
  draw.start();
  return draw;
}

/** The border as it stands in the textarea, over everything else. */
function showOn(map: Map, element: HTMLElement, shape: Shape | null): void {
  const ground = groundOf(element);
  const accent = colour(element, "accent");
  if (!map.getSource("own")) {
    map.addSource("own", { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    map.addLayer({ id: "own", type: "fill", source: "own", paint: { "fill-color": accent, "fill-opacity": 0.2 } });
    map.addLayer({ id: "own-border", type: "line", source: "own", paint: { "line-color": accent, "line-width": 2.5 } });
  }
  const features = shape ? [{ type: "Feature", properties: {}, geometry: { ...shape, coordinates: onto(ground, shape.coordinates) } as Shape } as Feature<Shape>] : [];
  map.getSource<GeoJSONSource>("own")?.setData({ type: "FeatureCollection", features });
}

function shapeOf(text: string): Shape | null {
  try {
    const given = JSON.parse(text) as { type: string; geometry?: Shape };
    const shape = (given.type === "Feature" ? given.geometry : given) as Shape | undefined;
    return shape && (shape.type === "Polygon" || shape.type === "MultiPolygon") ? shape : null;
  } catch {
    return null;
  }
}

function editable(rings: Position[][]): GeoJSONStoreFeatures {
  const outer = rings[0]!.map(([x, y]) => [Number(x!.toFixed(9)), Number(y!.toFixed(9))]);
  return { type: "Feature", properties: { mode: "polygon" }, geometry: { type: "Polygon", coordinates: [outer] } };
}

function moved(shape: Polygon): Polygon {
  const back = ([lon, lat]: Position) => {
    const point = fromGcj02({ lon: lon!, lat: lat! });
    return [point.lon, point.lat];
  };
  return { type: "Polygon", coordinates: shape.coordinates.map((ring) => ring.map(back)) };
}

function colour(element: HTMLElement, name: string): `#${string}` {
  return getComputedStyle(element).getPropertyValue(`--hy-${name}`).trim() as `#${string}`;
}
