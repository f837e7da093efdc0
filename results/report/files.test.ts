import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cellRun, checked, exampleCell, runEnded, runStarted, stamped } from '../testing/index.ts'
import { foldEvents } from '../fold/index.ts'
import { readExcerpts, reproCommand, writeReports } from './files.ts'

const cell = exampleCell('a'.repeat(12), 'cell-a')
const resultsWith = (evidence: string[]) =>
	foldEvents(
		stamped([
			runStarted(cell),
			...cellRun(cell.id, checked(cell.id, 'dns.udp', { outcome: 'fail', message: 'no answer', evidence })),
			runEnded,
		]),
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

	it('that are no text harm nothing', async () => {
		const path = await put('cells/cell-a/x.pcap', Buffer.from([0xd4, 0xc3, 0, 0xff, 0xfe, 0x1b, 0x5b]))
		await writeReports(dir, resultsWith([path]))
		// eslint-disable-next-line no-control-regex
		expect(await readFile(join(dir, 'report/index.html'), 'utf8')).not.toMatch(/[\x00-\x08\x1b]/)
	})
})

it('the page and the JUnit file come into the run’s directory', async () => {
	await writeReports(dir, resultsWith([]), { presets: ['quick'] })
	expect(await readFile(join(dir, 'report/index.html'), 'utf8')).toContain(
		'rootless-matrix run --preset quick',
	)
	expect(await readFile(join(dir, 'junit.xml'), 'utf8')).toContain(
		'<failure type="fail" message="no answer">',
	)
})

it('a cell of a preset and of a file are run again in their own ways', () => {
	expect(reproCommand('quick', ['quick'])).toBe('rootless-matrix run --preset quick')
	expect(reproCommand('customer', ['quick'])).toBe('rootless-matrix run --matrix customer.yaml')
	expect(reproCommand('x; rm -rf ~', ['quick'])).toBe("rootless-matrix run --matrix 'x; rm -rf ~.yaml'")
})
