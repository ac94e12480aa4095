// Search in the browser: every word of the query has to occur; titles and headings count more.
"use strict";
(() => {
  const form = document.getElementById("search"), query = document.getElementById("query");
  const found = document.getElementById("found"), up = document.body.dataset.up, most = 20;
  const weigh = ([, title, heading, text], words) => {
    let total = 0;
    for (const word of words) {
      const weight = (heading.toLowerCase().includes(word) ? 8 : 0) + (title.toLowerCase().includes(word) ? 4 : 0)
        + Math.min(3, text.toLowerCase().split(word).length - 1);
      if (!weight) return 0;
      total += weight;
    }
    return total;
  };
  const excerpt = (text, word) => {
    const at = Math.max(0, text.toLowerCase().indexOf(word) - 60);
    return (at ? "… " : "") + text.slice(at, at + 160) + (text.length > at + 160 ? " …" : "");
  };
  const show = () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    found.hidden = !words.length;
    found.replaceChildren();
    if (!words.length) return;
    const hits = window.searchIndex.map(entry => [weigh(entry, words), entry]).filter(([weight]) => weight)
      .sort((one, other) => other[0] - one[0]);
    const count = document.createElement("p"), list = document.createElement("ol");
    count.textContent = hits.length ? `${hits.length} places` + (hits.length > most ? `, the best ${most}:` : ":")
      : "Nothing found. Try fewer or shorter words.";
    for (const [, [address, title, heading, text]] of hits.slice(0, most)) {
      const item = document.createElement("li"), link = document.createElement("a"), words_ = document.createElement("p");
      link.href = up + address;
      link.textContent = heading && heading !== title ? `${title}: ${heading}` : title;
      words_.textContent = excerpt(text, words[0]);
      item.append(link, words_);
      list.append(item);
    }
    found.append(count, list);
  };
  query.addEventListener("input", show);
  form.addEventListener("submit", event => { event.preventDefault(); show(); });
  query.addEventListener("keydown", event => { if (event.key === "Escape") { query.value = ""; show(); } });
})();
