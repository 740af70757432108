// Suggestions below a search field. Without this script its form works alike.
// The pattern is a combobox with a list, https://www.w3.org/WAI/ARIA/apg/patterns/combobox/.

const DELAY = 120; // milliseconds after the last key

for (const field of document.querySelectorAll("input[data-suggest]")) suggest(field);

function suggest(field) {
  const list = document.createElement("ul");
  list.id = `${field.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.getAttribute("aria-label"));
  field.after(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  let timer;
  let request = new AbortController();

  function show(names, kinds, links) {
    list.replaceChildren(
      ...names.map((name, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        const kind = document.createElement("small");
        kind.textContent = kinds[index];
        option.append(name, " ", kind);
        // Pages are on this server, by whatever name it was reached.
        const { pathname, search } = new URL(links[index]);
        option.dataset.page = pathname + search;
        return option;
      }),
    );
    choose(null);
    list.hidden = !names.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
  }

  function close() {
    clearTimeout(timer);
    request.abort();
    show([]);
  }

  function choose(option) {
    for (const other of list.children) {
      other.setAttribute("aria-selected", String(other === option));
    }
    field.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    request = new AbortController();
    const asked = new URLSearchParams(new FormData(field.form));
    try {
      const answer = await fetch(`${field.dataset.suggest}?${asked}`, { signal: request.signal });
      if (answer.ok) show(...(await answer.json()).slice(1));
    } catch (error) {
      if (error.name !== "AbortError") show([]); // the network: there are no suggestions
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    request.abort();
    if (field.value.trim()) timer = setTimeout(ask, DELAY);
    else show([]);
  });

  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const options = [null, ...list.children];
    const chosen = list.querySelector("[aria-selected=true]");
    const step = { ArrowDown: 1, ArrowUp: options.length - 1 }[event.key];
    if (step) choose(options[(options.indexOf(chosen) + step) % options.length]);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen) location.assign(chosen.dataset.page);
    else return;
    event.preventDefault();
  });

  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.page);
  });
  field.addEventListener("blur", close);
  field.form.addEventListener("submit", close);
  close();
}
