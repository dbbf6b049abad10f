/**
 * `[data-map]`: a map that comes on request. With a button `[data-map-open="ID of the map"]` when it is pressed, otherwise when
 * the map comes into view. Until then nothing of MapLibre is loaded. See templates/components/map.html for the attributes.
 */
for (const element of document.querySelectorAll<HTMLElement>("[data-map]")) {
  const button = document.querySelector<HTMLButtonElement>(`[data-map-open="${element.id}"]`);
  if (button) onPress(button, element);
  else onSight(element);
}

function onPress(button: HTMLButtonElement, element: HTMLElement): void {
  button.hidden = false;
  button.addEventListener("click", () => {
    element.hidden = !element.hidden;
    button.setAttribute("aria-expanded", String(!element.hidden));
    if (!element.hidden) void draw(element);
  });
}

function onSight(element: HTMLElement): void {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    void draw(element);
  });
  observer.observe(element);
}

async function draw(element: HTMLElement): Promise<void> {
  if (element.dataset.drawn) return;
  element.dataset.drawn = "1";
  try {
    const { drawMap } = await import("./map/draw");
    const map = drawMap(element);
    if (element.dataset.map === "border") (await import("./map/border")).drawBorder(map, element);
  } catch (error) {
    element.dataset.error = String(error);
  }
}
