import { createHash } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import {
	cellRun,
	checked,
	exampleCell,
	exampleResults,
	runEnded,
	runStarted,
	stamped,
} from '../../testing/index.ts'
import { foldEvents } from '../../fold/index.ts'
import { quickRun } from '../testing/example-quick.ts'
import { languages } from '../words/catalogue/languages.js'
import type { PageData } from './page-data.ts'
import { reportHtml } from './index.ts'

// Large runs, which a busy machine takes its time for.
vi.setConfig({ testTimeout: 120_000 })

const quick = foldEvents(quickRun())
const dataOf = (html: string): PageData =>
	JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)?.[1] ?? '') as PageData

describe('the page', () => {
	const html = reportHtml(quick)

	it('may load and send nothing, and runs only what it was made with', () => {
		const [, policy = ''] = /Content-Security-Policy" content="(.*?)"/.exec(html) ?? []
		const [, script = ''] = /<script>(.*?)<\/script>/s.exec(html) ?? []
		expect(policy).toMatch(/^default-src 'none'; /)
		expect(policy).not.toMatch(/unsafe|https?:|\*/)
		expect(policy).toContain(createHash('sha256').update(script).digest('base64'))
		expect(html.replace(/<script[^]*?<\/script>/g, '')).not.toMatch(/(?:src|href)=/)
	})

	it('says the verdict and where to look without JavaScript', () => {
		expect(html).toMatch(/<noscript>.*A SECURITY GAP, and known issues.*summary\.md/s)
	})

	it('carries every verdict of every cell', () => {
		const data = dataOf(html)
		expect(data.cells.map(({ checks }) => checks)).toMatchInlineSnapshot(`
			[
			  "pssppppspppppkpppp",
			  "pssppppspppppppppp",
			  "pssppppspppkpppppp",
			  "psspsppppppppkpppp",
			  "spsssssssssssssssp",
			  "psppsppopppppkpppp",
			]
		`)
		expect(data.checks.map(({ id }) => id)).toHaveLength(18)
	})

	it('asks each check in Chinese as well, and in English where nobody translated it', () => {
		const contracts = new Map([
			['daemon.starts', { en: 'it starts', zh: '守护进程启动' }],
			['dns.udp', { en: 'it answers' }],
		])
		const { checks, chinese } = dataOf(reportHtml(quick, { contracts }))
		const place = (check: string) => checks.findIndex(({ id }) => id === check)
		expect(chinese.contracts[place('daemon.starts')]).toBe('守护进程启动')
		expect([checks[place('dns.udp')]?.contract, chinese.contracts[place('dns.udp')]]).toEqual([
			'it answers',
			'',
		])
	})

	it('has the Chinese that checks bring for why they are not asked', () => {
		const own = [['the moon is full', '满月']] as const
		const cell = exampleCell('0'.repeat(12), 'a')
		const skipped = checked(cell.id, 'dns.udp', { outcome: 'skipped', message: 'the moon is full' })
		const results = exampleResults([cell], cellRun(cell.id, skipped))
		expect(Object.values(dataOf(reportHtml(results, { reasons: own })).chinese.strings)).toContain('满月')
	})

	it('has 27.5.1 first among the Dockers, and versions in their own order', () => {
		const cells = ['debian:28.5', 'upstream:27.5.1', 'debian:26.1', 'debian:100.0'].map((docker, index) =>
			exampleCell(`${index}`.repeat(12), docker, { docker }),
		)
		const data = dataOf(reportHtml(exampleResults(cells)))
		expect(data.axes.find(({ name }) => name === 'docker')?.values).toEqual([
			'upstream:27.5.1',
			'debian:26.1',
			'debian:28.5',
			'debian:100.0',
		])
	})

	it('has a sentence in Chinese for every headline', () => {
		expect(Object.keys(languages.zh.headline).sort()).toEqual(Object.keys(languages.en.headline).sort())
	})

	it('of a damaged record never reads as passed', () => {
		const data = dataOf(reportHtml(quick, { gaps: ['line 7 cannot be read'] }))
		expect(data.headline.key).toBe('damaged')
		expect(data.gaps).toEqual(['line 7 cannot be read'])
	})

	it('stays under 1 MB for 200 cells of 50 checks, each with something to say', () => {
		const cells = Array.from({ length: 200 }, (_, index) =>
			exampleCell(index.toString(16).padStart(12, '0'), `cell-${index}`),
		)
		const ids = Array.from({ length: 50 }, (_, index) => `area${index % 5}.check-${index}`)
		const events = cells.flatMap(({ id }, index) => [
			{ type: 'cell.started' as const, cell: id, attempt: 1 },
			...ids.flatMap((check) =>
				checked(id, check, {
					ms: 1234,
					message: `failed in its own way ${index % 40}`,
					outcome: 'fail',
					evidence: [`cells/cell-${index}/${check}/network-host.txt`],
					observations: { tried: index, path: 'x'.repeat(500) },
				}),
			),
			{ type: 'cell.ended' as const, cell: id, outcome: 'completed' as const },
		])
		const html = reportHtml(exampleResults(cells, events))
		expect(Buffer.byteLength(html)).toBeLessThan(1_000_000)
	})
})

describe('what a guest prints', () => {
	const evil =
		'</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>\u2028\u202e\x1b]0;t\x07\x00\x9b31m\ud800'
	const cell = exampleCell('a'.repeat(12), 'a')
	const origin = { part: evil, provider: 'debian', version: evil, source: evil, sha256: 'a'.repeat(64) }
	const html = reportHtml(
		foldEvents(
			stamped([
				runStarted(cell),
				{ type: 'cell.started', cell: cell.id, attempt: 1 },
				{
					type: 'stack.reported',
					cell: cell.id,
					accelerator: evil,
					stack: { dockerd: evil, origins: [origin] },
				},
				...checked(cell.id, 'dns.udp', {
					outcome: 'fail',
					message: evil,
					evidence: [`../${evil}`],
					observations: { evil },
				}),
				...checked(cell.id, 'egress.tcp', { outcome: 'fail', message: 'x'.repeat(10_000_000) }),
				{ type: 'cell.ended', cell: cell.id, outcome: 'error', reason: evil },
				runEnded,
			]),
		),
		{
			excerpts: new Map([[`cells/${evil}`, evil]]),
			traces: new Map([
				[
					cell.id,
					{
						log: [{ after: 1, level: 'error', text: evil }],
						drops: [{ after: 1, reason: 'NO_SOCKET', where: undefined, count: 1 }],
					},
				],
			]),
			repro: `rootless-matrix run --matrix '${evil}.yaml'`,
		},
	)

	it('ends no script, hides nothing and turns no writing round', () => {
		expect(html.match(/<\/script/g)).toHaveLength(2)
		expect(html).not.toMatch(/<img|<!--/)
		// oxlint-disable-next-line no-control-regex
		expect(html).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]/)
		const said: string[] = []
		JSON.parse(JSON.stringify(dataOf(html)), (_, value: unknown) =>
			typeof value === 'string' ? void said.push(value) : value,
		)
		// oxlint-disable-next-line no-control-regex
		for (const one of said) expect(one).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800]/)
	})

	it('is cut when it is 10 MB long', () => {
		expect(html.length).toBeLessThan(200_000)
	})
})
