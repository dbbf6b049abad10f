import { countCharacters } from "./form/count";
import { keepDrafts } from "./form/draft";
import { showPhotos } from "./form/photos";
import { offerPosition } from "./form/position";
import { stopForDanger } from "./form/stop";

/** Adds what a form can do with a script. Every form works without it. Safe to call again on a swapped-in fragment. */
export function enhance(root: ParentNode): void {
  keepDrafts(root);
  countCharacters(root);
  showPhotos(root);
  offerPosition(root);
  stopForDanger(root);
}
