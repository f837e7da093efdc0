import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'

// Not in a browser, but with what GitHub renders Markdown with, which `install-tools` brings as well.
const extensions = ['table', 'autolink', 'strikethrough', 'tagfilter'].flatMap((name) => ['-e', name])

const rendered = (markdown: string): string =>
	execFileSync('cmark-gfm', extensions, { input: markdown, encoding: 'utf8' })

/** What a reader sees as prose: no tags, and nothing that stands in code. */
const prose = (html: string): string =>
	html
		.replace(/<code>[^]*?<\/code>/g, '')
		.replace(/<!-- raw HTML omitted -->/g, '')
		.replace(/<[^>]*>/g, ' ')

it.each([
	['the summary', 'golden/quick.summary.txt'],
	['the summary of a CI step', 'golden/step-summary.txt'],
])('%s renders: its tables are tables, and no mark of Markdown is left over', async (_, file) => {
	const html = rendered(await readFile(join(import.meta.dirname, file), 'utf8'))
	const text = prose(html)
	expect(text).not.toMatch(/\*\*|\|\s*---|^#+ |\]\(/m)
	expect(html.match(/<table>/g)?.length).toBeGreaterThan(1)
	expect(html).toContain('<strong>known</strong>')
	expect(html).not.toContain('<del>')
})
