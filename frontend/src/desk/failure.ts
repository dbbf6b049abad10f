/** When HTMX cannot get or show an answer, the sentence in `<template id="request-failed">` appears among the messages. */
export function sayWhatFailed(): void {
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, showSentence);
  }
}

function showSentence(): void {
  const template = document.querySelector<HTMLTemplateElement>("template#request-failed");
  const messages = document.querySelector("#messages");
  if (template && messages) messages.replaceChildren(template.content.cloneNode(true));
}
