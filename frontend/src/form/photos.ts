/** `<input type="file" data-preview="Remove {}">` shows what was chosen, each with a button that takes it out again. */
export function showPhotos(root: ParentNode): void {
  for (const input of root.querySelectorAll<HTMLInputElement>("input[type=file][data-preview]")) {
    input.closest(".hy-drop")?.setAttribute("data-ready", ""); // the previews take the place of the browser's own words
    const list = document.createElement("ul");
    list.className = "hy-previews";
    (input.closest(".hy-drop") ?? input).after(list);
    const draw = () => {
      for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
      list.replaceChildren(...[...(input.files ?? [])].map((file) => preview(file, input, draw)));
    };
    input.addEventListener("change", draw);
  }
}

function preview(file: File, input: HTMLInputElement, draw: () => void): HTMLLIElement {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.className = "hy-file-name";
  name.textContent = file.name;
  if (file.type.startsWith("image/")) item.append(thumbnail(file));
  item.append(name, remover(file, input, draw));
  return item;
}

function thumbnail(file: File): HTMLImageElement {
  const image = document.createElement("img");
  image.src = URL.createObjectURL(file);
  image.alt = "";
  return image;
}

function remover(file: File, input: HTMLInputElement, draw: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = input.dataset.preview!.replace("{}", "").trim();
  button.setAttribute("aria-label", input.dataset.preview!.replace("{}", file.name));
  button.addEventListener("click", () => {
    const kept = new DataTransfer();
    for (const other of input.files ?? []) if (other !== file) kept.items.add(other);
    input.files = kept.files;
    draw();
    input.focus();
  });
  return button;
}
