// Goes through the finished site in a headless Chromium, from page to page, as a reader does: every link leads to a page and every
// anchor to a place; the console stays empty; nothing is wider than a phone; the search finds; and pictures are kept for people.
//
//   node check.mjs SITE PICTURES
import { createReadStream, existsSync, mkdirSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import puppeteer from 'puppeteer-core'

const [site, pictures] = process.argv.slice(2)
mkdirSync(pictures, { recursive: true })

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8', '.woff2': 'font/woff2', '.png': 'image/png' }
const fileOf = (path) => {
  const file = join(site, normalize(decodeURIComponent(path)))
  return existsSync(file) && statSync(file).isDirectory() ? join(file, 'index.html') : file
}
const server = createServer((request, response) => {
  const file = fileOf(new URL(request.url, 'http://site').pathname)
  if (!existsSync(file)) {
    response.writeHead(request.url === '/favicon.ico' ? 204 : 404).end()
    return
  }
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
  createReadStream(file).pipe(response)
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const home = `http://127.0.0.1:${server.address().port}`

const problems = []
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu'],
})
const page = await browser.newPage()
let now = ''
page.on('console', (message) => {
  if (['error', 'warn'].includes(message.type())) problems.push(`${now}: console: ${message.text()}`)
})
page.on('pageerror', (error) => problems.push(`${now}: ${error.message}`))
page.on('response', (response) => {
  if (response.status() >= 400) problems.push(`${now}: ${response.status()} ${response.url().slice(home.length)}`)
})

const anchors = new Map() // page -> ids
const links = [] // [from, page, anchor]
const waiting = ['/']
const seen = new Set(waiting)
await page.setViewport({ width: 390, height: 844, isMobile: true, hasTouch: true }) // a phone
while (waiting.length > 0) {
  now = waiting.shift()
  await page.goto(home + now, { waitUntil: 'load' })
  const found = await page.evaluate(() => ({
    ids: [...document.querySelectorAll('[id]')].map((element) => element.id),
    links: [...document.querySelectorAll('a[href]')].map((a) => a.href),
    broken: [...document.images].filter((image) => image.complete && image.naturalWidth === 0).map((image) => image.src),
    wide: document.documentElement.scrollWidth - window.innerWidth,
    title: document.title,
  }))
  anchors.set(now, new Set(found.ids))
  if (found.wide > 0) problems.push(`${now}: ${found.wide} pixels wider than a phone`)
  for (const image of found.broken) problems.push(`${now}: a picture is not shown: ${image}`)
  for (const link of found.links) {
    const url = new URL(link)
    if (url.origin !== home) continue // somebody else's
    links.push([now, url.pathname, decodeURIComponent(url.hash.slice(1))])
    const isPage = !/^\/(apidocs|sources)\//.test(url.pathname)
    if (isPage && !seen.has(url.pathname)) {
      seen.add(url.pathname)
      waiting.push(url.pathname)
    }
  }
}
for (const [from, path, anchor] of links) {
  if (!existsSync(fileOf(path))) problems.push(`${from}: dead link ${path}`)
  else if (anchor && anchors.has(path) && !anchors.get(path).has(anchor)) problems.push(`${from}: dead link ${path}#${anchor}`)
}

// Pictures, by day and by night, on a desk and on a phone.
for (const scheme of ['light', 'dark']) {
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
  for (const [device, width, height] of [['desk', 1280, 900], ['phone', 390, 844]]) {
    await page.setViewport({ width, height, isMobile: device === 'phone', hasTouch: device === 'phone' })
    for (const [name, path] of [['home', '/'], ['select', '/guide/select.html'], ['pool', '/guide/patterns/worker-pool.html'], ['go', '/guide/from-go.html']]) {
      now = path
      await page.goto(home + path, { waitUntil: 'networkidle0' })
      await page.screenshot({ path: join(pictures, `${name}-${device}-${scheme}.png`) })
    }
  }
}

// The search, as a reader uses it.
await page.setViewport({ width: 1280, height: 900 })
now = 'search'
await page.goto(home + '/', { waitUntil: 'networkidle0' })
await page.keyboard.down('Control')
await page.keyboard.press('k')
await page.keyboard.up('Control')
await page.waitForSelector('.VPLocalSearchBox input', { timeout: 20000 })
await page.type('.VPLocalSearchBox input', 'heartbeat')
try {
  await page.waitForFunction(() => [...document.querySelectorAll('.VPLocalSearchBox .result')].some((hit) => hit.href.includes('heartbeat')), { timeout: 20000 })
  await page.screenshot({ path: join(pictures, 'search.png') })
} catch {
  problems.push('search: "heartbeat" does not find its page')
}

await browser.close()
server.close()
for (const problem of [...new Set(problems)]) console.error(problem)
console.error(`check: ${seen.size} pages, ${links.length} links, ${new Set(problems).size} problems`)
process.exit(problems.length === 0 && seen.size > 30 ? 0 : 1)
