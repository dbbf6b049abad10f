/** `[data-print]`: the browser's own print dialog. */
export function printOnRequest(): void {
  document.addEventListener("click", (event) => {
    if ((event.target as HTMLElement).closest("[data-print]")) window.print();
  });
}
