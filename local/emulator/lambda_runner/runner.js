'use strict';
/**
 * Runs one deployed function, invocation by invocation.
 * Reads {id, event, nowMs, arn, timeoutMs} a line on stdin; writes {id, result | error, logs} a line on stdout.
 */
const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');
const { pathToFileURL } = require('node:url');

const writeAnswer = process.stdout.write.bind(process.stdout);
let logs = [];

captureOutput();
answerOverPlainHttp();
const setTime = installClock();
serve();

async function serve() {
  const lines = readline.createInterface({ input: process.stdin });
  // The emulator went away: so do we, whatever is still scheduled.
  lines.on('close', () => process.exit(0));
  process.on('uncaughtException', (error) => {
    answer({ error: describeError(error) });
    process.exit(1);
  });
  process.on('unhandledRejection', (error) => {
    answer({ error: describeError(error, 'Runtime.UnhandledPromiseRejection') });
    process.exit(1);
  });
  const handler = loadHandler().then(
    (loaded) => {
      answer({ ready: true });
      return loaded;
    },
    (error) => {
      answer({ error: describeError(error) });
      process.exit(1);
    },
  );
  for await (const line of lines) {
    await invoke(await handler, JSON.parse(line));
  }
}

async function invoke(handler, { id, event, nowMs, arn, timeoutMs }) {
  setTime(nowMs);
  const context = createContext(id, arn, performance.now() + timeoutMs);
  try {
    const result = await callHandler(handler, event, context);
    answer({ id, result: result === undefined ? null : result });
  } catch (error) {
    answer({ id, error: describeError(error) });
  }
}

function callHandler(handler, event, context) {
  if (handler.length < 3) return handler(event, context);
  return new Promise((resolve, reject) => {
    const returned = handler(event, context, (error, result) => (error ? reject(error) : resolve(result)));
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
  });
}

async function loadHandler() {
  const split = process.env._HANDLER.lastIndexOf('.');
  const base = path.join(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER.slice(0, split));
  const name = process.env._HANDLER.slice(split + 1);
  const file = ['.js', '.mjs', '.cjs']
    .map((extension) => base + extension)
    .find((candidate) => fs.existsSync(candidate));
  if (!file) throw named('Runtime.ImportModuleError', `Cannot find module '${base}'`);
  const loaded = await loadModule(file);
  const handler = loaded[name] ?? loaded.default?.[name];
  if (typeof handler !== 'function') {
    throw named('Runtime.HandlerNotFound', `${process.env._HANDLER} is undefined or not exported`);
  }
  return handler;
}

async function loadModule(file) {
  if (file.endsWith('.mjs')) return import(pathToFileURL(file));
  try {
    return require(file);
  } catch (error) {
    if (error.code !== 'ERR_REQUIRE_ESM') throw error;
    return import(pathToFileURL(file));
  }
}

function createContext(id, arn, endsAt) {
  return {
    awsRequestId: id,
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: arn,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(endsAt - performance.now())),
  };
}

function answer(message) {
  writeAnswer(`${JSON.stringify({ ...message, logs: logs.join('') })}\n`);
  logs = [];
}

function describeError(error, type) {
  const isError = error instanceof Error;
  return {
    errorType: type ?? (isError ? error.name : typeof error),
    errorMessage: isError ? error.message : String(error),
    trace: isError && error.stack ? error.stack.split('\n') : [],
  };
}

function named(name, message) {
  const error = new Error(message);
  error.name = name;
  return error;
}

/** What the handler prints is its log; stdout itself carries only answers. */
function captureOutput() {
  const capture = (chunk, encoding, callback) => {
    logs.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    const done = typeof encoding === 'function' ? encoding : callback;
    if (done) process.nextTick(done);
    return true;
  };
  process.stdout.write = capture;
  process.stderr.write = capture;
}

/** Makes `Date` follow the cloud's time; the returned function sets it, or goes back to the wall clock on null. */
function installClock() {
  const WallDate = Date;
  const wallNow = WallDate.now.bind(WallDate);
  let shiftMs = 0;
  const now = () => wallNow() + shiftMs;
  WallDate.now = now;
  globalThis.Date = new Proxy(WallDate, {
    apply: () => new WallDate(now()).toString(),
    construct: (target, given, newTarget) => Reflect.construct(target, given.length > 0 ? given : [now()], newTarget),
  });
  return (nowMs) => {
    shiftMs = nowMs === null ? 0 : nowMs - wallNow();
  };
}

/** CDK's custom resource providers insist on https, which the emulator does not speak. */
function answerOverPlainHttp() {
  const http = require('node:http');
  const https = require('node:https');
  const emulator = new URL(process.env.AWS_ENDPOINT_URL);
  const secureRequest = https.request;
  https.request = (options, ...rest) => {
    if (options?.hostname !== emulator.hostname) return secureRequest(options, ...rest);
    return http.request({ ...options, protocol: 'http:', port: emulator.port }, ...rest);
  };
}
