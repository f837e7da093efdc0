import { mkdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import type { Results } from '../../schema/index.ts'
import { launchChromium } from './chromium.ts'

// `npm run pictures -- RUN [INTO]`: the pictures of README.md and docs/guide/reports.md, of a run's own page.

interface Picture {
	readonly name: string
	/** What the address says of the view. */
	readonly hash: string
	readonly width: number
	readonly height: number
	/** Device pixels for each of the page's. Default: 1. */
	readonly scale?: number | undefined
	readonly dark?: true | undefined
}

const desktop = { width: 1360, height: 900 } as const

/** @param cell the id of the one that is shown open. */
const pictures = (cell: string): readonly Picture[] => [
	{ ...desktop, name: 'desktop', hash: '' },
	{ ...desktop, name: 'dark', hash: '#rows=check&columns=network', dark: true },
	{ ...desktop, name: 'cell', hash: `#cell=${cell}` },
	{ name: 'phone', hash: '', width: 375, height: 800, scale: 1.5 },
]

async function take(browser: Browser, page: string, picture: Picture, into: string): Promise<void> {
	const { name, hash, width, height, scale = 1, dark } = picture
	const context = await browser.newContext({
		viewport: { width, height },
		deviceScaleFactor: scale,
		colorScheme: dark ? 'dark' : 'light',
		locale: 'en-GB',
	})
	try {
		const tab = await context.newPage()
		await tab.goto(pathToFileURL(page).href + hash)
		await tab.screenshot({ path: join(into, `${name}.png`) })
	} finally {
		await context.close()
	}
}

const [run, into = join(import.meta.dirname, '../screenshots')] = process.argv.slice(2)
if (run === undefined) throw new Error('Name the directory of a run, such as runs/latest.')
const { cells } = JSON.parse(await readFile(join(run, 'results.json'), 'utf8')) as Results
const shown = cells.find(({ slug, verdict }) => verdict === 'known' && slug.includes('pasta')) ?? cells[0]
await mkdir(into, { recursive: true })
const browser = await launchChromium()
try {
	for (const picture of pictures(shown?.id ?? ''))
		await take(browser, join(resolve(run), 'report/index.html'), picture, into)
} finally {
	await browser.close()
}
