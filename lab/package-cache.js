// package-cache.js HOST PORT FOLDER: serves one HTTP connection, standard input and output, from the
// server HOST. Files that never change under their name are kept in FOLDER, so that the many hosts of
// many labs download each package once; apt verifies what it gets, from here as from anywhere.
const { createReadStream, createWriteStream, mkdirSync, promises: fs } = require('node:fs');
const http = require('node:http');
const { Socket } = require('node:net');
const { join } = require('node:path');
const { pipeline } = require('node:stream/promises');

const [host, port, folder] = process.argv.slice(2);

/** Packages carry their version in the name, an index by hash is named after its contents. */
const LASTING = /\.deb$|\/by-hash\/SHA256\/[0-9a-f]{64}$/;

mkdirSync(folder, { recursive: true });
const server = http.createServer((request, response) => {
  serve(request, response).catch((error) => {
    process.stderr.write(`package-cache: ${request.url}: ${error.message}\n`);
    response.destroy();
  });
});
server.emit('connection', new Socket({ fd: 0 }));

async function serve(request, response) {
  const lasting = request.method === 'GET' && !request.headers.range && LASTING.test(request.url);
  const file = join(folder, encodeURIComponent(host + request.url));
  if (!lasting) await forward(request, response);
  else if (!(await serveKept(file, response))) await forward(request, response, file);
}

async function serveKept(file, response) {
  const size = await fs.stat(file).then(
    (stat) => stat.size,
    () => undefined,
  );
  if (size === undefined) return false;
  response.writeHead(200, { 'content-length': size });
  await pipeline(createReadStream(file), response);
  return true;
}

/** Hands the request on, and keeps the answer in a file if there is one to name. */
async function forward({ method, url, headers }, response, file) {
  const options = { host, port, method, path: url, headers: { ...headers, connection: 'close' } };
  const answer = await new Promise((resolve, reject) => {
    http.request(options, resolve).once('error', reject).end();
  });
  delete answer.headers.connection;
  response.writeHead(answer.statusCode, answer.headers);
  if (file === undefined || answer.statusCode !== 200) await pipeline(answer, response);
  else await keep(answer, response, file);
}

/** The file appears under its name when it is complete. */
async function keep(answer, response, file) {
  const partial = `${file}.${process.pid}`;
  const copy = createWriteStream(partial);
  answer.pipe(copy);
  try {
    await Promise.all([
      pipeline(answer, response),
      new Promise((resolve, reject) => copy.once('finish', resolve).once('error', reject)),
    ]);
    await fs.rename(partial, file);
  } catch (error) {
    await fs.rm(partial, { force: true });
    throw error;
  }
}
