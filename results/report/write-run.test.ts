import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cellRun, checked, exampleCell, exampleResults } from '../testing/index.ts'
import { ConfigurationError } from '../errors/index.ts'
import type { NewEvent } from '../schema/index.ts'
import { reproCommand } from './context.ts'
import { readExcerpts } from './excerpts.ts'
import { reportForms } from './forms/index.ts'
import { renderReport, writeRun } from './write-run.ts'

const cell = exampleCell('a'.repeat(12), 'cell-a')
const resultsWith = (evidence: string[]) =>
	exampleResults(
		[cell],
		cellRun(cell.id, checked(cell.id, 'dns.udp', { outcome: 'fail', message: 'no answer', evidence })),
	)

let root: string
let dir: string
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'report-files-'))
	dir = join(root, 'run')
	await mkdir(dir)
})
afterEach(() => rm(root, { recursive: true }))

async function put(path: string, text: string | Buffer): Promise<string> {
	await mkdir(dirname(join(dir, path)), { recursive: true })
	await writeFile(join(dir, path), text)
	return path
}

describe('excerpts', () => {
	it('are the ends of what shows a failure', async () => {
		const path = await put('cells/cell-a/dns.udp/network-host.txt', `${'x'.repeat(10_000)}the end`)
		const text = (await readExcerpts(dir, resultsWith([path]))).get(path)
		expect(text).toHaveLength(4096)
		expect(text).toMatch(/the end$/)
	})

	it('never come from outside of the run, whatever an event log says', async () => {
		await writeFile(join(root, 'secret'), 'secret')
		await mkdir(join(dir, 'cells'))
		await symlink(join(root, 'secret'), join(dir, 'cells', 'link'))
		const paths = ['../secret', join(root, 'secret'), 'cells/link', 'cells/gone', 'cells']
		expect(await readExcerpts(dir, resultsWith(paths))).toEqual(new Map())
	})

	it('wait for nobody: a pipe under the name of evidence is passed over', async () => {
		await mkdir(join(dir, 'cells'))
		execFileSync('mkfifo', [join(dir, 'cells', 'pipe')])
		const path = await put('cells/log.txt', 'the end')
		expect(await readExcerpts(dir, resultsWith(['cells/pipe', path]))).toEqual(new Map([[path, 'the end']]))
	})

	it('are of failures and security gaps where there is no room for all, whatever stands before them', async () => {
		const cells = Array.from({ length: 200 }, (_, index) =>
			exampleCell(index.toString(16).padStart(12, '0'), `cell-${index}`),
		)
		const file = (at: number, name: string) => `cells/cell-${at}/${name}.txt`
		const text = 'x'.repeat(4000)
		await Promise.all(cells.map((_, at) => put(file(at, 'console'), text)))
		const found = [
			[196, 'known'],
			[197, 'error'],
			[198, 'open'],
			[199, 'fail'],
		] as const
		for (const [at, name] of found) {
			await put(file(at, name), text)
			await put(file(at, `${name}-2`), text)
		}
		const broken = cells.slice(0, 190).flatMap(({ id }, at): NewEvent[] => [
			{ type: 'cell.started', cell: id, attempt: 1 },
			{ type: 'cell.ended', cell: id, outcome: 'error', reason: 'broke', evidence: [file(at, 'console')] },
		])
		const asked = found.flatMap(([at, name]) =>
			cellRun(
				cells[at]!.id,
				checked(cells[at]!.id, 'dns.udp', {
					outcome: name === 'error' ? 'error' : 'fail',
					message: 'no',
					evidence: [file(at, name), file(at, `${name}-2`)],
				}),
			),
		)
		const results = exampleResults(cells, [...broken, ...asked])
		// The rules are not asked here: what is known, and what is open, is made so.
		const as = (at: number, severity: 'broken' | 'open-door') => ({
			...results.cells[at]!,
			verdict: 'known' as const,
			checks: results.cells[at]!.checks.map((check) => ({
				...check,
				verdict: 'known' as const,
				knownIssue: { id: 'x', title: 'x', severity, because: 'x', see: 'https://example.org/' },
			})),
		})
		const judged = results.cells.map((one, at) =>
			at === 196 ? as(at, 'broken') : at === 198 ? as(at, 'open-door') : one,
		)
		const paths = [...(await readExcerpts(dir, { ...results, cells: judged })).keys()]
		expect(paths.slice(0, 4)).toEqual([
			file(198, 'open'),
			file(199, 'fail'),
			file(198, 'open-2'),
			file(199, 'fail-2'),
		])
		expect(paths).toContain(file(0, 'console'))
		expect(paths).not.toContain(file(196, 'known'))
		expect(paths.length).toBe(75)
	})

	it('that are no text harm nothing', async () => {
		const path = await put('cells/cell-a/x.pcap', Buffer.from([0xd4, 0xc3, 0, 0xff, 0xfe, 0x1b, 0x5b]))
		await writeRun({ dir, results: resultsWith([path]) })
		// oxlint-disable-next-line no-control-regex
		expect(await readFile(join(dir, 'report/index.html'), 'utf8')).not.toMatch(/[\x00-\x08\x1b]/)
	})
})

describe('the files of a run', () => {
	it.each(['report', 'report/index.html', 'results.json'])(
		'are not written through a link, as which somebody may have left %s',
		async (name) => {
			await mkdir(join(root, 'elsewhere'))
			await mkdir(dirname(join(dir, name)), { recursive: true })
			await symlink(
				name === 'report' ? join(root, 'elsewhere') : join(root, 'elsewhere/file'),
				join(dir, name),
			)
			await expect(writeRun({ dir, results: resultsWith([]) })).rejects.toThrow(
				`${join(dir, name)} is a link; expected`,
			)
			expect(await readdir(join(root, 'elsewhere'))).toEqual([])
		},
	)

	it('are one for each form that has one, and as the form is printed', async () => {
		const run = {
			dir,
			results: resultsWith([]),
			facts: { contracts: new Map(), reasons: [], presets: ['quick'] },
		}
		const written = await writeRun(run)
		expect(written).toEqual(reportForms.flatMap(({ file }) => (file === undefined ? [] : [join(dir, file)])))
		for (const file of ['results.json', 'summary.md', 'report/index.html', 'junit.xml'])
			expect(written).toContain(join(dir, file))
		for (const { id, file } of reportForms)
			if (file) expect(await readFile(join(dir, file), 'utf8')).toBe(await renderReport(id, run))
		expect(await readFile(join(dir, 'report/index.html'), 'utf8')).toContain(
			'rootless-matrix run --preset quick',
		)
	})

	it('are written whole, again and again, and leave no temporary file', async () => {
		const results = resultsWith([])
		for (let time = 0; time < 2; time++) await writeRun({ dir, results }, ['json', 'markdown'])
		expect(JSON.parse(await readFile(join(dir, 'results.json'), 'utf8'))).toEqual(results)
		expect((await readdir(dir)).sort()).toEqual(['results.json', 'summary.md'])
	})

	it('keep the old one when the new one cannot be written', async () => {
		await put('summary.md/x', '')
		const written = writeRun({ dir, results: resultsWith([]) }, ['markdown'])
		await expect(written).rejects.toThrow(ConfigurationError)
		await expect(written).rejects.toThrow(`${join(dir, 'summary.md')} is a directory`)
		expect(await readdir(dir)).toEqual(['summary.md'])
	})
})

describe('a form of report', () => {
	it('has an id and a file of its own', () => {
		expect(new Set(reportForms.map(({ id }) => id)).size).toBe(reportForms.length)
		const files = reportForms.flatMap(({ file }) => file ?? [])
		expect(new Set(files).size).toBe(files.length)
	})

	it.each(reportForms)('$id is made of any run', async ({ id }) => {
		expect(await renderReport(id, { dir, results: resultsWith([]) })).toMatch(/\S[^]*\n$/)
	})
})

it('a cell of a preset and of a file are run again in their own ways', () => {
	expect(reproCommand('quick', ['quick'])).toBe('rootless-matrix run --preset quick')
	expect(reproCommand('customer', ['quick'])).toBe('rootless-matrix run --matrix customer.yaml')
	expect(reproCommand('x; rm -rf ~', ['quick'])).toBe("rootless-matrix run --matrix 'x; rm -rf ~.yaml'")
})
