/**
 * When HTMX cannot get or show an answer, the sentence in `<template id="request-failed">` appears among the messages; when a
 * security key could not be read, the one in `<template id="key-failed">`.
 */
export function sayWhatFailed(): void {
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, () => showSentence("request-failed"));
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault(); // not to the console
    showSentence("key-failed");
  });
}

function showSentence(id: string): void {
  const template = document.querySelector<HTMLTemplateElement>(`template#${id}`);
  const messages = document.querySelector("#messages");
  if (template && messages) messages.replaceChildren(template.content.cloneNode(true));
}
