import axe from 'axe-core'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import { launchChromium } from './chromium.ts'

/** Pages on disk, and the Chromium that they are looked at with. */
export class OpenedPages implements AsyncDisposable {
	readonly #browser: Browser
	readonly #directory: string

	private constructor(browser: Browser, directory: string) {
		this.#browser = browser
		this.#directory = directory
	}

	static async start(): Promise<OpenedPages> {
		const directory = await mkdtemp(join(tmpdir(), 'report-page-'))
		return new OpenedPages(await launchChromium(), directory)
	}

	/** @returns its address, for `open` */
	async write(name: string, html: string): Promise<string> {
		const file = join(this.#directory, `${name}.html`)
		await writeFile(file, html)
		return pathToFileURL(file).href
	}

	/** Opens a page and, in the end, holds it to having asked for nothing else and complained of nothing. */
	async open(
		at: string,
		look: (page: Page) => Promise<void>,
		hash = '',
		options: BrowserContextOptions = {},
	): Promise<void> {
		const context = await this.#browser.newContext({
			viewport: { width: 1280, height: 800 },
			locale: 'en-GB',
			...options,
		})
		try {
			const page = await context.newPage()
			const [asked, complaints]: [string[], string[]] = [[], []]
			page.on('request', (request) => asked.push(request.url()))
			page.on('pageerror', (error) => complaints.push(error.message))
			page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
			await page.goto(at + hash)
			await look(page)
			expect(complaints).toEqual([])
			expect([...new Set(asked)]).toEqual([at])
		} finally {
			await context.close()
		}
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#browser.close()
		await rm(this.#directory, { recursive: true, force: true })
	}
}

/** What axe finds, a line for each. */
export async function violations(page: Page): Promise<string[]> {
	// Through the debugger, which the page's policy does not bind.
	await page.evaluate(axe.source)
	const found = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
	return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
