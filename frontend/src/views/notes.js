// The sentences below a figure.

/** Says how many rows only the table has, and which; null if there are none. */
export function sayLeft(words, which, count) {
  return count ? `${words.only_table}: ${words[which]}: ${count}.` : null;
}
