  /* Draws the blocks of a page: what Block.java describes. Charts need Chart.js, and are drawn by drawVisible(). */
  function element(name, text, className) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }
  const palette = ['#3680c4', '#d9730d', '#2e8b57', '#b00020', '#7b52ab', '#8c564b', '#d65f9e', '#6b6b6b', '#a8a11d', '#17a2b8'];
  const colour = number => number < palette.length ? palette[number] : `hsl(${(number * 137) % 360} 55% ${number % 2 ? 35 : 60}%)`;
  /* Charts in folded parts have no size yet: they are drawn when their part is opened. */
  const waiting = [];
  function canvas(size, draw) {
    const holder = element('div', undefined, 'canvas' + (size ? ' ' + size : ''));
    const drawn = element('canvas');
    holder.append(drawn);
    waiting.push({drawn, draw});
    return holder;
  }
  function drawVisible() {
    for (let i = waiting.length - 1; i >= 0; i--) {
      if (waiting[i].drawn.isConnected && !waiting[i].drawn.closest('details:not([open])')) {
        const {drawn, draw} = waiting.splice(i, 1)[0];
        draw(drawn);
      }
    }
  }
  function legend(entries, toggle) {
    const list = element('ul', undefined, 'legend');
    entries.forEach(({name, color}, number) => {
      const item = element('li');
      const shown = element(toggle ? 'button' : 'span');
      const mark = element('i');
      mark.style.background = color;
      shown.append(mark, document.createTextNode(name));
      if (toggle) shown.onclick = () => item.classList.toggle('off', toggle(number));
      item.append(shown);
      list.append(item);
    });
    return list;
  }
  const axes = (x, y, begin) => ({
    x: {type: 'linear', min: begin, title: {display: !!x, text: x}},
    y: {type: 'linear', title: {display: !!y, text: y}},
  });
  function stageLines(stages) {
    return {
      id: 'stages',
      afterDatasetsDraw(chart) {
        if (stages.length < 2) return;
        const {ctx, chartArea, scales} = chart;
        ctx.save();
        ctx.font = '10px sans-serif';
        ctx.fillStyle = ctx.strokeStyle = Chart.defaults.color;
        ctx.setLineDash([3, 3]);
        stages.forEach(({stage, at}, number) => {
          const x = scales.x.getPixelForValue(at);
          ctx.beginPath();
          ctx.moveTo(x, chartArea.top);
          ctx.lineTo(x, chartArea.bottom);
          ctx.stroke();
          const next = number + 1 < stages.length ? scales.x.getPixelForValue(stages[number + 1].at) : chartArea.right;
          let shown = stage;
          while (shown && ctx.measureText(shown === stage ? stage : shown + '…').width > next - x - 4) shown = shown.slice(0, -1);
          if (shown) ctx.fillText(shown === stage ? stage : shown + '…', x + 2, chartArea.top + 9);
        });
        ctx.restore();
      },
    };
  }
  function curveSets(curve, number, stages) {
    const color = colour(number);
    /* The line is broken where a stage begins, since what was measured in two stages need not be comparable. */
    const ends = stages.map(each => each.at);
    const pairs = values => curve.x.flatMap((x, i) => {
      const broken = i > 0 && ends.some(at => curve.x[i - 1] <= at && at < x && at > 0);
      return broken ? [{x: curve.x[i - 1], y: NaN}, {x, y: values[i]}] : [{x, y: values[i]}];
    });
    const line = {
      label: curve.name, data: pairs(curve.y), borderColor: color, backgroundColor: color, borderWidth: 1.5,
      pointRadius: curve.x.length > 50 ? 0 : 2, pointHitRadius: 6,
    };
    if (!curve.low) return [line];
    const edge = {borderWidth: 0, pointRadius: 0, pointHitRadius: 0, backgroundColor: color + '33'};
    return [{...edge, data: pairs(curve.low), fill: false}, {...edge, data: pairs(curve.high), fill: '-1'}, line];
  }
  function chart(one) {
    const shown = element('div', undefined, 'chart');
    const stages = one.stages.map(each => each.stage);
    shown.append(element('h3', one.title + (stages.length === 1 ? ` (${stages[0]})` : '')));
    shown.append(canvas('', drawn => new Chart(drawn, {
      type: 'line',
      data: {datasets: one.curves.flatMap((curve, number) => curveSets(curve, number, one.stages))},
      plugins: [stageLines(one.stages)],
      options: {
        animation: false, maintainAspectRatio: false, parsing: false, scales: axes('step', '', 0),
        plugins: {legend: {display: false}, tooltip: {filter: item => item.dataset.label !== undefined}},
      },
    })));
    if (one.curves.length > 1) {
      shown.append(legend(one.curves.map((curve, number) => ({name: curve.name, color: colour(number)}))));
    }
    if (one.note) shown.append(element('p', one.note, 'note'));
    return shown;
  }
  function card(one) {
    const figure = element('figure');
    if (one.image) {
      const image = element('img');
      image.src = one.image;
      image.alt = one.caption;
      image.decoding = 'async';
      figure.append(image);
    } else if (one.text) {
      figure.append(element('blockquote', one.text));
    }
    figure.append(element('figcaption', one.caption));
    return figure;
  }
  function pointsChart(block, drawn, holder, choose) {
    const seen = element('div', undefined, 'seen');
    seen.hidden = true;
    holder.append(seen);
    holder.onmouseleave = () => { seen.hidden = true; };
    const radius = block.points.length > 500 ? 2.5 : 4;
    function show(event, hit) {
      const point = hit.length ? chart.data.datasets[hit[0].datasetIndex].data[hit[0].index] : undefined;
      seen.hidden = !point || point.i === undefined;
      if (seen.hidden) return;
      seen.replaceChildren(card(block.cards[point.i]));
      seen.style.left = Math.max(0, Math.min(event.x + 12, holder.clientWidth - 160)) + 'px';
      seen.style.top = (event.y + 12) + 'px';
    }
    const chart = new Chart(drawn, {
      type: 'scatter',
      data: {datasets: []},
      options: {
        animation: false, maintainAspectRatio: false, parsing: false, clip: false, scales: axes(block.x, block.y),
        interaction: {mode: 'nearest', intersect: true}, onHover: show, onClick: show,
        plugins: {legend: {display: false}, tooltip: {enabled: false}},
      },
    });
    function paint(colouring) {
      const sets = new Map();
      block.points.forEach(([x, y], i) => {
        const number = colouring ? colouring.numbers[i] : 0;
        if (!sets.has(number)) sets.set(number, []);
        sets.get(number).push({x, y, i});
      });
      const names = colouring ? colouring.names : [''];
      chart.data.datasets = names.map((name, number) => ({
        data: sets.get(number) || [], pointRadius: radius, pointHitRadius: 3, borderWidth: 0, pointBackgroundColor: colour(number) + (colour(number).startsWith('#') ? 'b0' : ''),
      }));
      if (sets.has(-1)) {
        chart.data.datasets.push({data: sets.get(-1), pointRadius: radius, borderWidth: 0, pointBackgroundColor: '#9998'});
      }
      if (block.diagonal && block.points.length) {
        const all = block.points.flat();
        const ends = [Math.min(...all), Math.max(...all)];
        chart.data.datasets.push({
          type: 'line', data: ends.map(each => ({x: each, y: each})), borderColor: '#999', borderWidth: 1, pointRadius: 0, pointHitRadius: 0,
        });
      }
      chart.update();
    }
    choose(paint, number => {
      const visible = chart.isDatasetVisible(number);
      chart.setDatasetVisibility(number, !visible);
      chart.update();
      return visible;
    });
  }
  const blocks = {
    text: block => element('p', block.text),
    warning: block => element('p', block.text, 'warning'),
    code: block => element('pre', block.text),
    folded: block => {
      const shown = element('details');
      shown.append(element('summary', block.title), ...block.blocks.flatMap(show));
      shown.ontoggle = drawVisible;
      return shown;
    },
    table: block => {
      const table = element('table');
      const head = element('tr');
      const isNumber = cell => /^[<+-]?\s?[\d.,]+(e[+-]?\d+)?[^a-z]*(e[+-]?\d+)?$/i.test(cell);
      const kinds = block.header.map((name, i) => {
        const filled = block.rows.map(cells => cells[i]).filter(Boolean);
        return filled.length && 2 * filled.filter(isNumber).length <= filled.length ? 'text' : '';
      });
      block.header.forEach((name, i) => head.append(element('th', name, kinds[i])));
      table.append(element('thead'), element('tbody'));
      if (block.header.some(name => name)) table.tHead.append(head);
      for (const cells of block.rows) {
        const row = table.tBodies[0].insertRow();
        cells.forEach((cell, i) => row.append(element('td', cell, kinds[i])));
      }
      const wide = element('div', undefined, block.rows.length > 25 ? 'wide long' : 'wide');
      wide.append(table);
      return wide;
    },
    beside: block => {
      const shown = element('div', undefined, 'beside');
      for (const each of block.blocks) {
        const part = element('div');
        part.append(...show(each));
        shown.append(part);
      }
      return shown;
    },
    charts: block => {
      const shown = element('div', undefined, 'charts');
      shown.append(...block.charts.map(chart));
      return shown;
    },
    matrix: block => {
      const table = element('table', undefined, 'matrix');
      const head = element('tr');
      head.append(element('th', 'label \\ predicted'));
      block.names.forEach(name => head.append(element('th', name)));
      table.append(element('thead'), element('tbody'));
      table.tHead.append(head);
      block.counts.forEach((counts, label) => {
        const row = table.tBodies[0].insertRow();
        const all = counts.reduce((sum, each) => sum + each, 0);
        row.append(element('th', block.names[label]));
        counts.forEach((count, predicted) => {
          const cell = element('td', count.toLocaleString('en'));
          const share = all ? count / all : 0;
          cell.style.background = label === predicted ? `rgba(46, 139, 87, ${share})` : `rgba(176, 0, 32, ${Math.min(1, 1.5 * share)})`;
          if (share > .6) cell.style.color = '#fff';
          if (!count) cell.style.color = 'var(--faint)';
          cell.title = `labelled ${block.names[label]}, predicted ${block.names[predicted]}: ${count} (${(100 * share).toFixed(1)}%)`;
          row.append(cell);
        });
      });
      const wide = element('div', undefined, 'wide');
      wide.append(table);
      return wide;
    },
    reliability: block => {
      const bins = block.bins.filter(bin => bin.count > 0);
      const all = bins.reduce((sum, bin) => sum + bin.count, 0);
      const shown = element('div', undefined, 'chart');
      shown.append(canvas('square', drawn => new Chart(drawn, {
        type: 'scatter',
        data: {datasets: [
          {
            data: bins.map(bin => ({x: bin.confidence, y: bin.accuracy, bin})), backgroundColor: palette[0] + 'b0', borderColor: palette[0],
            pointRadius: bins.map(bin => 3 + 17 * Math.sqrt(bin.count / all)), showLine: true, borderWidth: 1, clip: false,
          },
          {data: [{x: 0, y: 0}, {x: 1, y: 1}], showLine: true, borderColor: '#999', borderWidth: 1, pointRadius: 0, pointHitRadius: 0},
        ]},
        options: {
          animation: false, maintainAspectRatio: false, parsing: false,
          layout: {padding: {top: 20, right: 20}},
          scales: {
            x: {min: 0, max: 1, title: {display: true, text: 'mean confidence'}},
            y: {min: 0, max: 1, title: {display: true, text: 'share of right predictions'}},
          },
          plugins: {legend: {display: false}, tooltip: {callbacks: {
            label: ({raw: {bin}}) => `${bin.count.toLocaleString('en')} predictions: confidence ${bin.confidence.toFixed(3)}, right ${bin.accuracy.toFixed(3)}`,
          }}},
        },
      })), element('p', 'A circle stands for the predictions in a bin, and its area for their number. Below the line, predictions are more'
        + ' confident than they are right.', 'note'));
      return shown;
    },
    cards: block => {
      if (!block.cards.length) return element('p', 'None.', 'note');
      const shown = element('div', undefined, block.cards.some(one => one.text) ? 'cards texts' : 'cards');
      if (block.together === 2) {
        shown.classList.add('pairs');
        for (let i = 0; i + 1 < block.cards.length; i += 2) {
          const pair = element('div', undefined, 'pair');
          pair.append(card(block.cards[i]), card(block.cards[i + 1]));
          shown.append(pair);
        }
      } else {
        shown.append(...block.cards.map(card));
      }
      return shown;
    },
    bars: block => {
      const most = Math.max(...block.series.flatMap(one => one.values), 1e-9);
      const shown = element('div', undefined, 'bars');
      block.labels.forEach((label, i) => {
        const group = element('div');
        group.title = label + ': ' + block.series.map(one => `${one.name} ${(100 * one.values[i]).toFixed(1)}%`).join(', ');
        block.series.forEach((one, s) => {
          const bar = element('i', undefined, 'series' + s);
          bar.style.height = (100 * one.values[i] / most) + '%';
          group.append(bar);
        });
        shown.append(group);
      });
      const key = element('p', `from 0 to ${block.labels[block.labels.length - 1]}`);
      block.series.forEach((one, s) => key.append(element('span', '', 'swatch series' + s), document.createTextNode(one.name)));
      const all = element('div');
      all.append(shown, key);
      return all;
    },
    points: block => {
      const shown = element('div', undefined, 'chart');
      const keys = element('div');
      const choice = element('label', 'Colour by ', 'choice');
      const select = element('select');
      block.colourings.forEach(each => select.append(element('option', each.name)));
      choice.append(select);
      if (block.colourings.length) shown.append(choice);
      const holder = canvas(block.diagonal ? 'square' : 'map', drawn => pointsChart(block, drawn, holder, (paint, toggle) => {
        const choose = () => {
          const chosen = block.colourings[Math.max(0, select.selectedIndex)];
          paint(chosen);
          keys.replaceChildren(...(chosen ? [legend(chosen.names.map((name, number) => ({name, color: colour(number)})), toggle)] : []));
        };
        select.onchange = choose;
        choose();
      }));
      shown.append(holder, keys);
      return shown;
    },
  };
  function show(block) {
    const shown = [];
    if (block.title && block.kind !== 'folded') shown.push(element('h3', block.title));
    shown.push(blocks[block.kind](block));
    return shown;
  }
  const opened = [];
  addEventListener('beforeprint', () => {
    document.querySelectorAll('details:not([open])').forEach(each => { each.open = true; opened.push(each); });
    drawVisible();
    if (window.Chart) Object.values(Chart.instances).forEach(each => each.resize());
  });
  addEventListener('afterprint', () => opened.splice(0).forEach(each => { each.open = false; }));
