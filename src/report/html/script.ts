/** The page's script: sorting, filters, links into folded parts, zoom. The page is readable without it. */
export const script = `'use strict';
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const words = new Intl.Collator('en', { numeric: true });

  // Sorting: by the verdict where a cell has one, then by its words.
  const textOf = (row, column) => {
    const cell = row.cells[column];
    return (cell.dataset.v ? cell.dataset.v + ' ' : '') + cell.textContent.trim();
  };
  const numberOf = (row, column) => Number(row.cells[column].dataset.v ?? row.cells[column].textContent);
  for (const table of all('table.sortable')) {
    const heads = all('thead th', table);
    heads.forEach((head, column) => head.querySelector('button').addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      for (const other of heads) other.setAttribute('aria-sort', 'none');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const compare = 'number' in head.dataset
        ? (a, b) => numberOf(a, column) - numberOf(b, column)
        : (a, b) => words.compare(textOf(a, column), textOf(b, column));
      const body = table.tBodies[0];
      body.append(...[...body.rows].sort((a, b) => (down ? compare(b, a) : compare(a, b))));
    }));
  }

  // Filters: every word has to be in the row; a choice has to be what its cell says.
  for (const form of all('form.filters')) {
    const table = document.getElementById(form.dataset.for);
    const output = form.querySelector('output');
    const rows = [...table.tBodies[0].rows];
    const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
    const apply = () => {
      const sought = form.elements.text.value.toLowerCase().split(/\\s+/).filter(Boolean);
      const chosen = all('select', form).filter((select) => select.value !== '');
      let shown = 0;
      for (const row of rows) {
        const fits = sought.every((word) => texts.get(row).includes(word)) && chosen.every((select) => {
          const cell = row.cells[Number(select.name)];
          return (cell.dataset.v ?? cell.textContent.trim()) === select.value;
        });
        row.hidden = !fits;
        if (fits) shown++;
      }
      const count = (number) => number.toLocaleString('en');
      output.textContent = (shown === rows.length ? '' : count(shown) + ' of ') + count(rows.length) + ' ' + output.dataset.what;
    };
    form.addEventListener('input', apply);
    form.addEventListener('reset', () => setTimeout(apply));
    form.addEventListener('submit', (event) => event.preventDefault());
    apply();
  }
  const filterBy = (id, values) => {
    const form = document.querySelector('form[data-for="' + id + '"]');
    form.reset();
    for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
    form.dispatchEvent(new Event('input'));
    return form;
  };

  // A link into a folded part opens it; one to a row that a filter hides shows it again.
  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    for (let part = target; part; part = part.parentElement) if (part.tagName === 'DETAILS') part.open = true;
    const table = target.closest('table');
    if (table && target.hidden) filterBy(table.id, {});
    target.scrollIntoView({ block: table ? 'center' : 'start' });
    const focused = target.matches('tr, details') ? target.querySelector('summary, button') : target;
    focused?.focus({ preventScroll: true });
  };
  addEventListener('hashchange', reveal);
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    // The same link once more changes no hash.
    if (link && link.getAttribute('href') === location.hash) setTimeout(reveal);
    const button = event.target.closest('button');
    if (!button) return;
    const { ledger, open, close, zoom } = button.dataset;
    if (ledger !== undefined) {
      const form = filterBy('ledger', { text: ledger });
      form.scrollIntoView();
      form.elements.text.focus({ preventScroll: true });
    }
    if (open) for (const part of all('#' + open + ' details')) part.open = true;
    if (close) for (const part of all('#' + close + ' details')) part.open = false;
    if (zoom) resize(button.closest('.diagram'), zoom);
  });

  const resize = (diagram, how) => {
    const canvas = diagram.querySelector('.canvas');
    const svg = canvas.querySelector('svg');
    const now = svg.getBoundingClientRect().width;
    canvas.classList.toggle('sized', how !== 'fit');
    svg.style.width = svg.style.height = '';
    if (how === 'fit') return;
    const width = now * (how === '+' ? 1.25 : 0.8);
    svg.style.width = width + 'px';
    svg.style.height = (width * svg.viewBox.baseVal.height) / svg.viewBox.baseVal.width + 'px';
  };
  // The lines of the table that the pointer or the keyboard is on.
  for (const svg of all('.canvas svg')) {
    const boxes = all('a.box', svg);
    const arrows = all('.arrows g', svg);
    const show = (event) => {
      const box = event.type === 'pointerout' || event.type === 'focusout' ? null : event.target.closest('a.box');
      const at = String(boxes.indexOf(box));
      for (const arrow of arrows) arrow.classList.toggle('near', box !== null && (arrow.dataset.from === at || arrow.dataset.to === at));
    };
    for (const type of ['pointerover', 'pointerout', 'focusin', 'focusout']) svg.addEventListener(type, show);
  }

  // On paper nothing is folded.
  let folded = [];
  addEventListener('beforeprint', () => {
    folded = all('details:not([open])');
    for (const part of folded) part.open = true;
  });
  addEventListener('afterprint', () => {
    for (const part of folded) part.open = false;
  });
  if (location.hash) reveal();
})();
`;
