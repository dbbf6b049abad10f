/** `<textarea maxlength="2000" data-count="{} characters left">` says how much room is left. */
export function countCharacters(root: ParentNode): void {
  for (const field of root.querySelectorAll<HTMLTextAreaElement>("textarea[data-count][maxlength]")) {
    if (field.nextElementSibling?.matches(".hy-count")) continue;
    const output = document.createElement("output");
    output.className = "hy-count";
    output.setAttribute("aria-live", "off"); // read out at every key it would drown the words typed
    const say = () => {
      output.textContent = field.dataset.count!.replace("{}", String(field.maxLength - field.value.length));
    };
    field.after(output);
    field.addEventListener("input", say);
    field.addEventListener("change", say);
    say();
  }
}
