// Labels tasks of Winnow in the frontend of Label Studio as a person would, and writes what the frontend serialises.
//
//   npm pack @heartexlabs/label-studio@1.4.0 && tar xzf heartexlabs-label-studio-1.4.0.tgz && npm install puppeteer-core
//   node labelstudio.mjs package/build TASKS label-studio.json
//
// The frontend is @heartexlabs/label-studio of npm, by Heartex, under the Apache License 2.0. 1.4.0 is the newest version of it there with a
// built bundle. TASKS has a folder for each kind of tasks, with the config.xml and the labelstudio.json that LabelStudio writes.
import puppeteer from 'puppeteer-core';
import http from 'http';
import fs from 'fs';
import path from 'path';
const [build, tasksFolder, output] = process.argv.slice(2);
// A picture of 200 x 100 pixels.
const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="200" height="100" fill="gray"/></svg>';
const CLASSES = ['cat', 'dog, "small"', 'Vögel & <co>'];
// What is done with each task: the numbers of the classes that are clicked, or boxes of a class, left, top, right and bottom.
const DONE = {
  'image-one': [[0], [0, 2], 'submit', 'submit', 'skip'],
  'image-several': [[0], [0, 1], 'submit', 'submit', 'skip'],
  'text-one': [[1], [0], 'submit', 'submit', 'skip'],
  'text-several': [[0, 2], [1], 'submit', 'submit', 'skip'],
  boxes: [[[0, 0.1, 0.2, 0.5, 0.6], [2, 0.6, 0.1, 0.9, 0.9]], [[1, 0.25, 0.5, 0.5, 1]], 'submit', 'submit', 'skip'],
};
const TURNED = [[10, 20, 40, 40, 0], [50, 50, 20, 10, 90], [30, 40, 30, 20, 30], [60, 60, 20, 30, 345]];
const asked = [];
const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/data/local-files/') {
    asked.push(url.searchParams.get('d'));
    response.setHeader('content-type', 'image/svg+xml');
    return response.end(picture);
  }
  if (url.pathname === '/') {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    return response.end('<link rel="stylesheet" href="/static/css/main.css"><div id="label-studio"></div><script src="/static/js/main.js"></script>');
  }
  const file = path.join(build, url.pathname);
  if (!fs.existsSync(file)) return response.writeHead(404).end();
  response.setHeader('content-type', file.endsWith('.css') ? 'text/css' : 'text/javascript');
  fs.createReadStream(file).pipe(response);
}).listen(0);
await new Promise(resolve => server.once('listening', resolve));
const wait = ms => new Promise(resolve => setTimeout(resolve, ms));
const browser = await puppeteer.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'], defaultViewport: { width: 1200, height: 900 } });

async function open(config, task) {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => window.LabelStudio);
  await page.evaluate((config, task) => {
    const ended = event => (studio, annotation) => {
      // A skipped task comes without its annotation; the frontend then sends the selected one.
      const own = annotation && annotation.serializeAnnotation ? annotation : window.store.selected;
      window.answer = { event, result: own.serializeAnnotation() };
    };
    new LabelStudio('label-studio', {
      config,
      interfaces: ['panel', 'update', 'submit', 'skip', 'controls', 'infobar', 'topbar', 'side-column', 'annotations:tabs', 'predictions:tabs'],
      user: { pk: 7, id: 7 },
      task: { annotations: [], predictions: [], ...task },
      onSubmitAnnotation: ended('submit'),
      onUpdateAnnotation: ended('update'),
      onSkipTask: ended('skip'),
      onLabelStudioLoad: studio => { window.store = studio.annotationStore; },
    });
  }, config, task);
  await page.waitForFunction(() => window.store);
  await wait(1500);
  return page;
}

async function click(page, name, box) {
  const [x, y] = await page.evaluate((name, selector) => {
    const found = [...document.querySelectorAll(selector)].filter(each => each.textContent.trim().startsWith(name));
    const place = found[found.length - 1].getBoundingClientRect();
    return [place.x + 12, place.y + place.height / 2];
  }, name, box ? '.lsf-label, .ant-tag' : '.ant-checkbox-wrapper');
  await page.mouse.click(x, y);
  await wait(200);
}

const kinds = {};
for (const kind of Object.keys(DONE)) {
  const config = fs.readFileSync(path.join(tasksFolder, kind, 'config.xml'), 'utf8');
  const tasks = JSON.parse(fs.readFileSync(path.join(tasksFolder, kind, 'labelstudio.json'), 'utf8'));
  const answers = [];
  for (let i = 0; i < tasks.length; i++) {
    const predictions = (tasks[i].predictions || []).map((each, j) => ({ id: j + 1, ...each }));
    const page = await open(config, { id: i + 1, data: tasks[i].data, predictions });
    // The frontend of the program begins with a copy of the prediction.
    await page.evaluate(() => {
      const own = store.predictions.length ? store.addAnnotationFromPrediction(store.predictions[0]) : store.addAnnotation({ userGenerate: true });
      store.selectAnnotation(own.id);
    });
    await wait(500);
    const action = DONE[kind][i];
    for (const each of Array.isArray(action) ? action : []) {
      await click(page, CLASSES[Array.isArray(each) ? each[0] : each], Array.isArray(each));
      if (Array.isArray(each)) {
        const place = await page.evaluate(() => {
          const canvas = document.querySelector('canvas').getBoundingClientRect();
          return [canvas.x, canvas.y, canvas.width, canvas.height];
        });
        const at = (x, y) => [place[0] + x * place[2], place[1] + y * place[3]];
        await page.mouse.move(...at(each[1], each[2]));
        await page.mouse.down();
        await page.mouse.move(...at(each[3], each[4]), { steps: 5 });
        await page.mouse.up();
        await wait(300);
        await page.keyboard.press('Escape');
      }
    }
    await page.evaluate(name => [...document.querySelectorAll('button')].find(each => each.textContent.trim().toLowerCase() === name).click(), action === 'skip' ? 'skip' : 'submit');
    await wait(700);
    // A refused answer is none.
    answers.push(await page.evaluate(() => window.answer || { event: 'refused', said: (document.querySelector('.ant-modal-confirm-content, .ant-modal-body, .ant-message') || {}).textContent }));
    console.log(kind, i + 1, JSON.stringify(answers[i]));
    await page.close();
  }
  kinds[kind] = { config, tasks, answers };
}
// What the frontend takes for the upright boxes around turned ones, in percent of the image.
const result = TURNED.map(([x, y, width, height, rotation], i) => ({
  id: 'box' + i, from_name: 'label', to_name: 'item', type: 'rectanglelabels', original_width: 200, original_height: 100, image_rotation: 0,
  value: { x, y, width, height, rotation, rectanglelabels: ['cat'] },
}));
const page = await open(kinds.boxes.config, { id: 1, data: kinds.boxes.tasks[0].data, annotations: [{ id: 1, result }] });
const boxes = await page.evaluate(() => {
  store.selectAnnotation(store.annotations[0].id);
  const { regions } = store.selected.regionStore;
  return { upright: regions.map(({ bboxCoords: b, parent: p }) => b && [b.left / p.stageWidth, b.top / p.stageHeight, b.right / p.stageWidth, b.bottom / p.stageHeight].map(v => 100 * v)), result: store.selected.serializeAnnotation() };
});
console.log(JSON.stringify(boxes));
console.log([...new Set(asked)]);
fs.writeFileSync(output, JSON.stringify({ kinds, turned: boxes, asked: [...new Set(asked)] }, null, 1) + '\n');
await browser.close();
server.close();
