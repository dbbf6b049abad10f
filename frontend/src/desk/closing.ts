/**
 * What is open for a time closes on the page when that time is up, also on one left open or brought back by the browser.
 * Counted by the reader's own clock from when it was shown, so a clock that is wrong does no harm.
 */
export function closeInTime(root: ParentNode): void {
  for (const box of root.querySelectorAll<HTMLElement>("[data-closes-after]")) {
    const until = Date.now() + Number(box.dataset.closesAfter) * 1000;
    delete box.dataset.closesAfter;
    const close = (): void => {
      if (Date.now() < until) return;
      box.querySelector("[data-open]")?.remove();
      box.querySelector("[data-closed]")?.removeAttribute("hidden");
      for (const event of ["visibilitychange", "pageshow"]) removeEventListener(event, close, true);
    };
    setTimeout(close, until - Date.now() + 50);
    for (const event of ["visibilitychange", "pageshow"]) addEventListener(event, close, true);
  }
}
