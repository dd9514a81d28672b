// The site is made of the pages of docs as they are. What a page may do that a site cannot, is translated here: README.md is
// index.md, and a link to a source file leads to a copy of it. bin/site copies these, and the Javadoc, beside the pages.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const docs = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const output = resolve(docs, '../target/site')

const read = (page) => readFileSync(join(docs, page), 'utf8')
const titleOf = (page) => /^# (.*)$/m.exec(read(page))[1]

/** The pages that a page links to, in its order, each once. */
function pagesIn(page) {
  const targets = [...read(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)]
    .map((found) => relative(docs, resolve(docs, dirname(page), found[1])))
    .map((file) => (existsSync(join(docs, file)) && statSync(join(docs, file)).isDirectory() ? join(file, 'README.md') : file))
    .filter((file) => file.endsWith('.md') && !file.startsWith('..'))
  return [...new Set(targets)]
}

const entry = (page) => ({ text: titleOf(page), link: '/' + page.replace(/README\.md$/, '').replace(/\.md$/, '') })

const patterns = pagesIn('guide/patterns/README.md').filter((page) => page.startsWith('guide/patterns/'))
const decisions = pagesIn('design/README.md')
const listed = pagesIn('README.md').filter((page) => !patterns.includes(page) && !decisions.includes(page))
const ways = listed.filter((page) => /^guide\/(from-|bridges)/.test(page))
const guide = listed.filter((page) => page.startsWith('guide/') && !ways.includes(page))
const rest = listed.filter((page) => !guide.includes(page) && !ways.includes(page))

/** Where a link of a page leads on the site. */
function onTheSite(href, page) {
  if (/^([a-z]+:|#|\/)/.test(href)) {
    return href
  }
  const [path, anchor] = href.split('#')
  const file = resolve(dirname(page), path)
  const part = anchor ? '#' + anchor : ''
  if (existsSync(file) && statSync(file).isDirectory()) {
    return path.replace(/\/?$/, '/index.md') + part
  }
  if (path.endsWith('.md')) {
    return path.replace(/README\.md$/, 'index.md') + part
  }
  const starter = relative(join(docs, 'starter'), file)
  return '/sources/' + (starter.startsWith('..') ? relative(join(docs, 'src/main/java'), file) : 'starter/' + starter) + '.txt'
}

export default {
  title: 'csp',
  description: "Go's goroutines, channels, select and contexts for Java",
  lang: 'en',
  base: process.env.CSP_SITE_BASE ?? '/',
  outDir: output,
  srcExclude: ['src/**', 'starter/**', 'target/**'],
  rewrites: (page) => page.replace(/README\.md$/, 'index.md'),
  ignoreDeadLinks: [/^\/(sources|apidocs)\//],
  cleanUrls: false,
  lastUpdated: false,
  markdown: {
    // As GitHub makes them, so that a link to a heading is right in both places.
    anchor: { slugify: (heading) => heading.toLowerCase().replace(/[^\p{L}\p{N}\- _]/gu, '').replaceAll(' ', '-') },
    config(md) {
      md.core.ruler.push('csp-links', (state) => {
        for (const block of state.tokens) {
          for (const token of block.children ?? []) {
            if (token.type === 'link_open') {
              const href = onTheSite(token.attrGet('href'), state.env.realPath ?? state.env.path)
              token.attrSet('href', href)
              if (href.startsWith('/sources/')) {
                token.attrSet('target', '_self') // no page: the browser goes there
              }
            }
          }
        }
      })
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Start', link: '/guide/start' },
      { text: 'Patterns', link: '/guide/patterns/' },
      { text: 'From Go', link: '/guide/from-go' },
      { text: 'Examples', link: '/examples' },
      { text: 'Javadoc', link: '/apidocs/index.html', target: '_self' },
    ],
    sidebar: [
      { text: 'Guide', items: [{ text: 'Contents', link: '/' }, ...guide.filter((page) => page !== 'guide/patterns/README.md').map(entry)] },
      { text: 'Patterns', items: [{ text: 'All of them', link: '/guide/patterns/' }, ...patterns.map(entry)] },
      { text: 'Coming from', items: ways.map(entry) },
      { text: 'More', items: rest.map(entry) },
      { text: 'Design notes', collapsed: true, items: decisions.map(entry) },
    ],
  },
}
