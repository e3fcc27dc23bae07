"use strict";
(() => {
  const $ = (what) => document.querySelector(what), $$ = (what, of = document) => [...of.querySelectorAll(what)];
  const root = document.documentElement, said = JSON.parse($("#said").textContent);
  const make = (name, text, set = {}) => Object.assign(document.createElement(name), { textContent: text, ...set });
  const words = (one, name) => (one.dataset[name] || "").split(" ").filter(Boolean);
  const box = $("#box"), grid = $("#grid"), panel = $("#chosen"), who = $("#who"), told = $("#told");
  root.classList.add("js");

  // whatever a link leads to is opened, and what is printed is what is open
  const open = (one) => { for (let at = one; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true; };
  const opened = () => { const one = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1))); if (one) open(one); };
  addEventListener("hashchange", opened);
  document.addEventListener("click", (event) => {
    const way = event.target.closest('a[href^="#"]');
    if (way) open(document.getElementById(way.getAttribute("href").slice(1)));
  });
  opened();
  if (!box) return;

  // zoom: the lanes both ways, the clock and the bands across, the names downwards
  const [wide, high, left, top, bands, clock] = box.dataset.size.split(" ").map(Number);
  const strip = (name) => $(`#t-${name}`), shift = (one, how) => one.setAttribute("transform", how);
  let k = 1, base = 1;
  const least = () => Math.min(1, (box.clientWidth - left * base) / (wide * base));
  const thin = (one, step) => {  // of texts in one line that would lie on each other, each is left out that has no room
    const end = new Map();
    for (const g of $$(":scope > g[data-x]", one)) {
      const text = g.querySelector("text");
      if (!text) continue;
      const x = (g.dataset.x - left) * step, half = text.textContent.length * 3.2, line = Math.round(g.dataset.y);
      const hide = x - half < (end.get(line) ?? -99);
      g.style.display = hide ? "none" : "";
      if (!hide) end.set(line, x + half + 4);
    }
  };
  const lay = () => {
    base = Math.max(box.clientWidth, 896) / (left + wide);
    grid.style.width = `${(left + wide * k) * base}px`;
    grid.style.minWidth = "0";
    grid.style.gridTemplateColumns = `${left * base}px ${wide * k * base}px`;
    for (const [name, tall, at] of [["bands", bands, top - bands], ["clock", clock, top + high]]) {
      strip(name).setAttribute("viewBox", `${left} ${at} ${wide * k} ${tall}`);
      for (const g of strip(name).children) {
        shift(g, g.dataset.x ? `translate(${(g.dataset.x - left) * (k - 1)} 0)` : `matrix(${k} 0 0 1 ${left * (1 - k)} 0)`);
      }
      thin(strip(name), k);
    }
    strip("names").setAttribute("viewBox", `0 ${top} ${left} ${high * k}`);
    for (const g of strip("names").children) shift(g, g.dataset.y ? `translate(0 ${(g.dataset.y - top) * (k - 1)})` : `matrix(1 0 0 ${k} 0 ${top * (1 - k)})`);
    box.classList.toggle("tall", bands * base > box.clientHeight * 0.4);
  };
  const zoom = (to, x = box.clientWidth / 2, y = box.clientHeight / 2) => {
    const edge = left * base, over = bands * base;
    const across = (box.scrollLeft + x - edge) / k, down = (box.scrollTop + y - over) / k;
    k = Math.max(least(), Math.min(8, to));
    lay();
    box.scrollLeft = across * k - x + edge;
    box.scrollTop = down * k - y + over;
  };
  const fit = () => { zoom(1); box.scrollTo(0, 0); };
  $("#in").onclick = () => zoom(k * 1.5);
  $("#out").onclick = () => zoom(k / 1.5);
  $("#fit").onclick = fit;
  addEventListener("resize", () => { if (!matchMedia("print").matches) lay(); });
  const place = (event) => { const at = box.getBoundingClientRect(); return [event.clientX - at.left, event.clientY - at.top]; };
  box.addEventListener("wheel", (event) => { if (event.ctrlKey) { event.preventDefault(); zoom(k * Math.exp(-event.deltaY / 300), ...place(event)); } }, { passive: false });
  let drag = null, dragged = false, pinch = null;
  box.addEventListener("pointerdown", (event) => { if (event.pointerType === "mouse" && !event.button) { drag = [event.clientX, event.clientY, box.scrollLeft, box.scrollTop]; dragged = false; } });
  addEventListener("pointermove", (event) => {
    if (!drag) return;
    const [x, y] = [event.clientX - drag[0], event.clientY - drag[1]];
    dragged = dragged || Math.hypot(x, y) > 5;
    if (dragged) box.scrollTo(drag[2] - x, drag[3] - y);
  });
  addEventListener("pointerup", () => { drag = null; });
  const apart = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
  box.addEventListener("touchstart", (event) => { pinch = event.touches.length === 2 ? [apart(event.touches), k] : null; }, { passive: true });
  box.addEventListener("touchmove", (event) => {
    if (!pinch || event.touches.length !== 2) return;
    event.preventDefault();
    const [one, other] = event.touches;
    zoom(pinch[1] * apart(event.touches) / pinch[0], ...place({ clientX: (one.clientX + other.clientX) / 2, clientY: (one.clientY + other.clientY) / 2 }));
  }, { passive: false });

  // what the parts of the picture stand for
  const rowOf = (seq) => document.getElementById(`r${seq}`), dutyOf = (number) => document.getElementById(`v${number}`);
  const cells = (row, from = 0, to = 9) => [...row.cells].slice(from, to).map((one) => one.textContent.trim()).filter(Boolean).join(" · ");
  const ofRow = (seq) => { const row = rowOf(seq); return row ? cells(row, 1, 5) : ""; };
  const ofDuty = (number) => { const row = dutyOf(number); return row ? cells(row, 0, 7) : ""; };
  const textOf = (mark) => (mark.dataset.r ? ofRow(mark.dataset.r) : "") || words(mark, "d").slice(0, 1).map(ofDuty)[0] || "";
  const parts = $$("#t-plot [data-r], #t-plot [data-d], #t-bands [data-r], .signs [data-r], .signs [data-d]");
  const seen = new Set(), marks = parts.filter((one) => {  // the first part of each row or duty can be reached by keys
    const key = one.dataset.r ? `r${one.dataset.r}` : `d${one.dataset.d}`;
    return !seen.has(key) && seen.add(key) && textOf(one);
  });
  const middle = (one) => { const at = one.getBBox(); return at.x; };
  const order = new Map(marks.map((one) => [one, middle(one)]));
  marks.sort((one, other) => order.get(one) - order.get(other));
  for (const one of marks) {
    one.setAttribute("role", "button");
    one.setAttribute("aria-label", textOf(one));
    one.tabIndex = -1;
  }
  if (marks.length) marks[0].tabIndex = 0;
  const causes = new Map($$("tr[data-c]").map((row) => [row.id.slice(1), row.dataset.c]));
  const effects = new Map();
  for (const [seq, cause] of causes) effects.set(cause, [...(effects.get(cause) || []), seq]);
  const markOf = (seq) => marks.find((one) => one.dataset.r === String(seq));

  const tip = document.body.appendChild(make("div", "", { id: "tip", hidden: true }));
  const show = (text, x, y) => {
    tip.textContent = text;
    tip.hidden = !text;
    tip.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${y + 18 + tip.offsetHeight > innerHeight ? y - tip.offsetHeight - 12 : y + 18}px`;
  };
  const partAt = (event) => event.target.closest && event.target.closest("[data-r],[data-d]");
  const picture = box.parentElement;
  picture.addEventListener("pointermove", (event) => { const one = drag && dragged ? null : partAt(event); show(one ? textOf(one) : "", event.clientX, event.clientY); });
  picture.addEventListener("pointerleave", () => show("", 0, 0));
  const toMark = (mark) => {
    if (box.contains(mark)) {
      const at = mark.getBoundingClientRect(), frame = box.getBoundingClientRect();
      box.scrollBy(at.left + Math.min(at.width, 60) / 2 - frame.left - (box.clientWidth + left * base) / 2, at.top + at.height / 2 - frame.top - box.clientHeight / 2);
      box.scrollIntoView({ block: "nearest" });
    } else mark.scrollIntoView({ block: "center" });
  };
  const reach = (mark) => {
    for (const one of marks) one.tabIndex = one === mark ? 0 : -1;
    toMark(mark);
    mark.focus({ preventScroll: true });
  };
  picture.addEventListener("focusin", (event) => {
    const one = partAt(event);
    if (!one) return;
    for (const other of parts) other.classList.toggle("at", one.dataset.r ? other.dataset.r === one.dataset.r : other.dataset.d === one.dataset.d && !other.dataset.r);
    const at = one.getBoundingClientRect();
    if (one.matches(":focus-visible")) show(textOf(one), at.left, Math.min(at.bottom, innerHeight - 40));
  });
  picture.addEventListener("focusout", () => { for (const one of parts) one.classList.remove("at"); show("", 0, 0); });

  // cause and effect
  const chain = (seq) => {
    const before = [], after = [];
    for (let at = causes.get(seq); at !== undefined && before.length < 400; at = causes.get(at)) before.unshift(at);
    const next = [...(effects.get(seq) || [])];
    while (next.length && after.length < 400) { const one = next.shift(); after.push(one); next.push(...(effects.get(one) || [])); }
    return [before, after.sort((one, other) => one - other)];
  };
  let from = null;
  const clear = () => {
    panel.hidden = true;
    box.classList.remove("dim");
    for (const one of $$(".lit")) one.classList.remove("lit");
    if (from) { from.focus({ preventScroll: true }); from = null; }
  };
  const list = (heading, items, none) => {
    const part = make("div", ""), shown = items.slice(0, 12);
    part.append(make("h3", heading));
    const ol = part.appendChild(make("ol", ""));
    for (const [text, act] of shown) ol.appendChild(make("li", "")).appendChild(make("button", text, { className: "to", type: "button", onclick: act }));
    if (items.length > shown.length) ol.append(make("li", said.others.replace("{n}", items.length - shown.length)));
    if (!items.length) ol.append(make("li", none));
    return part;
  };
  const light = (rows, duties) => {
    for (const one of $$(".lit")) one.classList.remove("lit");
    const [held, owed] = [new Set(rows.map(String)), new Set(duties.map(String))];
    for (const one of parts) if (held.has(one.dataset.r) || words(one, "d").some((duty) => owed.has(duty))) one.classList.add("lit");
    box.classList.add("dim");
  };
  const fill = (title, link, lists) => {
    panel.replaceChildren(make("button", "×", { className: "close", type: "button", onclick: clear, ariaLabel: said.close }), make("b", title), " ",
      Object.assign(make("a", said["in-rows"]), { href: link }), make("div", "", { className: "ways" }));
    panel.lastChild.append(...lists);
    panel.hidden = false;
    panel.scrollTop = 0;
  };
  const goRow = (seq) => [ofRow(seq), () => { const mark = markOf(seq); chooseRow(String(seq)); if (mark) toMark(mark); }];
  const goDuty = (number) => [ofDuty(number), () => chooseDuty(number)];
  const chooseRow = (seq) => {
    const [before, after] = chain(seq), duties = $$("tr[data-rows]").filter((row) => words(row, "rows").includes(seq)).map((row) => row.id.slice(1));
    light([...before, seq, ...after], duties);
    const lists = [list(said["led-to-it"], before.map(goRow).reverse(), said["nothing-led"]), list(said.followed, after.map(goRow), said["nothing-followed"])];
    if (duties.length) lists.push(list(said["duties-of"], duties.map(goDuty), ""));
    fill(ofRow(seq), `#r${seq}`, lists);
  };
  const chooseDuty = (number) => {
    const row = dutyOf(number), rows = words(row, "rows"), before = rows.length ? chain(rows[0])[0] : [];
    light([...before, ...rows], [number]);
    fill(ofDuty(number), `#v${number}`, [list(said["of-row"], rows.map(goRow), said["nothing-led"]), list(said["led-to-it"], before.map(goRow).reverse(), said["nothing-led"])]);
  };
  const choose = (mark) => { from = mark.tabIndex >= 0 ? mark : null; if (mark.dataset.r && rowOf(mark.dataset.r)) chooseRow(mark.dataset.r); else if (words(mark, "d").length) chooseDuty(words(mark, "d")[0]); };
  picture.addEventListener("click", (event) => {
    if (dragged) { dragged = false; return; }
    const one = partAt(event), lane = event.target.closest && event.target.closest("#t-names [data-b]");
    if (one) choose(one);
    else if (lane && words(lane, "b").length === 1) { who.value = who.value === lane.dataset.b ? "" : lane.dataset.b; filter(); }
  });
  document.addEventListener("click", (event) => {  // from a table to its place in the picture
    const way = event.target.closest("a.see");
    const mark = way && document.getElementById(way.getAttribute("href").slice(1));
    if (!mark) return;
    event.preventDefault();
    if (way.dataset.v) chooseDuty(way.dataset.v); else choose(mark);
    const main = marks.includes(mark) ? mark : marks.find((one) => (mark.dataset.r ? one.dataset.r === mark.dataset.r : one.dataset.d === mark.dataset.d)) || mark;
    picture.scrollIntoView({ block: "start" });
    reach(main);
    from = way;
  });

  // whose
  const filter = () => {
    const body = who.value;
    picture.classList.toggle("only", body !== "");
    for (const one of $$(".drawn [data-b]")) one.classList.toggle("own", words(one, "b").includes(body));
    let left_ = 0;
    for (const row of $$("tr[data-b], .c-rows tbody tr, .c-duties tbody tr")) { const off = body !== "" && !words(row, "b").includes(body); row.classList.toggle("off", off); left_ += off ? 0 : 1; }
    told.textContent = body === "" ? "" : said.own.replace("{n}", left_);
  };
  who.onchange = filter;

  // keys
  picture.addEventListener("keydown", (event) => {
    if (event.target === who || event.target.tagName === "BUTTON" && !box.contains(event.target)) return;
    const mark = partAt(event), at = marks.indexOf(mark), to = (one) => { if (one) { event.preventDefault(); reach(one); } };
    if (event.key === "+" || event.key === "=") zoom(k * 1.5);
    else if (event.key === "-") zoom(k / 1.5);
    else if (event.key === "0") fit();
    else if (mark && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); choose(mark); }
    else if (at >= 0 && event.key === "ArrowRight") to(marks[at + 1]);
    else if (at >= 0 && event.key === "ArrowLeft") to(marks[at - 1]);
    else if (at >= 0 && event.key === "ArrowUp") to(markOf(causes.get(mark.dataset.r)));
    else if (at >= 0 && event.key === "ArrowDown") to((effects.get(mark.dataset.r) || []).map(markOf).find(Boolean));
  });
  addEventListener("keydown", (event) => { if (event.key === "Escape") { if (!panel.hidden) clear(); else if (who.value) { who.value = ""; filter(); } show("", 0, 0); } });

  // what is printed is not zoomed
  let kept = null;
  addEventListener("beforeprint", () => {
    clear();
    kept = [k, box.scrollLeft, box.scrollTop];
    k = 1;
    lay();
    grid.style.width = "";
    grid.style.gridTemplateColumns = `${100 * left / (left + wide)}% ${100 * wide / (left + wide)}%`;
  });
  addEventListener("afterprint", () => { if (!kept) return; k = kept[0]; lay(); box.scrollTo(kept[1], kept[2]); kept = null; });
  lay();
})();
