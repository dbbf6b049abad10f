/** The page's colours, as they are now: light, dark or on paper. */
export interface Inks {
  ink: string;
  soft: string;
  line: string;
  card: string;
  accent: string;
  /** Of a figure of too few answers. */
  weak: string;
  font: string;
}

export function inks(element: HTMLElement): Inks {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(`--hy-${name}`).trim();
  return {
    ink: colour("ink"),
    soft: colour("ink-soft"),
    line: colour("line"),
    card: colour("card"),
    accent: colour("accent"),
    weak: colour("control-soft"),
    font: style.fontFamily,
  };
}
