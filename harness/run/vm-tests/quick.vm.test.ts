import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CellRecord, foldEvents, knownIssues, readEvents, type Results, type RunEvent } from '#results'
import { expectAll, predictStack } from '#harness/explain'
import { readAxes } from '#harness/matrix'
import { startCli } from './cli-process.ts'

const schemaFile = join(import.meta.dirname, '../../../results/schema/results.schema.json')

const isAll = process.env.ROOTLESS_MATRIX_TEST_ALL === '1'

let runsDir: string
let run: string
let results: Results
let events: readonly RunEvent[]
let exitCode: number | string
let printed: string

beforeAll(async () => {
	runsDir = process.env.ROOTLESS_MATRIX_TEST_RUNS ?? (await mkdtemp(join(tmpdir(), 'quick-vm-test-')))
	const checks = isAll ? ['--checks', '*'] : []
	const cli = startCli(['run', '--preset', 'quick', '--runs-dir', runsDir, ...checks])
	cli.child.stdout?.pipe(process.stdout, { end: false })
	exitCode = await cli.ended
	printed = cli.output()
	run = join(runsDir, 'latest')
	results = JSON.parse(await readFile(join(run, 'results.json'), 'utf8')) as Results
	events = (await readEvents(join(run, 'events.ndjson'))).events
	// What follows would all fail, and say nothing about why.
	const broken = results.cells.flatMap((record) => troubleOf(record))
	if (broken.length > 0) throw new Error(`The harness broke in its own quick run:\n${broken.join('\n')}`)
})

/** What makes a cell an `error`, itself or one of its checks, a line each. */
function troubleOf({ slug, verdict, reason, checks }: CellRecord): string[] {
	if (verdict !== 'error') return []
	const errors = checks.filter((check) => check.verdict === 'error')
	return [`${slug}: ${reason ?? ''}`, ...errors.map(({ id, message }) => `${slug} ${id}: ${message}`)]
}
// What a failing run left behind is its evidence, so only a good one is cleared away.
afterAll(async () => {
	if (exitCode === 0 && !process.env.ROOTLESS_MATRIX_TEST_RUNS)
		await rm(runsDir, { recursive: true, force: true })
})

/** The preset's cell with these values; (a) to (f) are how the issue that asked for them names them. */
function cell(match: Partial<CellRecord['axes']>): CellRecord {
	const found = results.cells.filter((candidate) =>
		Object.entries(match).every(([axis, value]) => candidate.axes[axis as keyof typeof match] === value),
	)
	expect(found.map(({ slug }) => slug)).toHaveLength(1)
	return found[0]!
}
const docker26 = { docker: 'debian:26.1', brNetfilter: 'loaded' } as const
const cells = {
	a: () => cell({ ...docker26, network: 'slirp4netns', daemon: 'default' }),
	b: () => cell({ ...docker26, network: 'pasta@2023_03_09' }),
	c: () => cell({ ...docker26, network: 'pasta@2025_05_03' }),
	d: () => cell({ ...docker26, daemon: 'icc-off' }),
	e: () => cell({ docker: 'debian:26.1', brNetfilter: 'absent' }),
	f: () => cell({ docker: 'debian:28.5', brNetfilter: 'absent' }),
}
/** Those with 27.5.1, which not every machine can reach. */
const upstream = () => results.cells.filter(({ axes }) => axes.docker === 'upstream:27.5.1')
const tried = () => results.cells.filter(({ verdict }) => verdict !== 'unavailable')
const verdicts = (record: CellRecord) =>
	Object.fromEntries(record.checks.map((check) => [check.id, check.verdict]))

test('the run ends well and prints the matrix', () => {
	expect(exitCode, printed).toBe(0)
	expect(printed).toContain('publish')
	for (const { slug } of results.cells) expect(printed).toContain(slug)
})

test('results.json is what the JSON Schema in the tree says, and nothing but a fold of the events', async () => {
	const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
		JSON.parse(await readFile(schemaFile, 'utf8')) as object,
	)
	expect(validate(results), JSON.stringify(validate.errors)).toBe(true)
	expect(foldEvents(events)).toEqual(results)
})

describe('verdicts', () => {
	test('(a) slirp4netns with builtin: all that applies holds', () => {
		const { checks } = cells.a()
		const red = checks.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'skipped')
		expect(red.filter(({ verdict }) => verdict !== 'known')).toEqual([])
		expect(red.map(({ id }) => id)).toContain('source.peer-address')
		expect(verdicts(cells.a())).toMatchObject({
			'daemon.starts': 'pass',
			'publish.loopback-only-v4': 'pass',
			'publish.loopback-only-hidden': 'pass',
			'source.peer-address': 'known',
		})
	})
	test('(b) pasta 2023_03_09 with implicit passes, but for IPv6 and DNS over TCP, which it does not carry', () => {
		const known = cells.b().checks.filter(({ verdict }) => verdict === 'known')
		expect(known.map(({ id }) => id)).toEqual(['publish.any-v6', 'dns.tcp'])
		expect(cells.b().verdict).toBe('known')
		expect(verdicts(cells.b())).toMatchObject({
			'publish.loopback-only-v4': 'pass',
			'source.peer-address': 'pass',
		})
	})
	test('(c) pasta 2025_05_03: the loopback publish is the known issue of RootlessKit 2.0.2, and only it is new', () => {
		const known = cells.c().checks.filter(({ verdict }) => verdict === 'known')
		expect(known.map(({ id }) => id)).toEqual(['publish.any-v6', 'publish.loopback-only-v4'])
		expect(known[1]?.knownIssue?.see).toMatch(/^https:/)
		expect(cells.c().verdict).toBe('known')
	})
	test('(c) is red without that expectation', () => {
		const rules = knownIssues.filter(({ checks }) => !Object.hasOwn(checks, 'publish.loopback-only-v4'))
		const record = foldEvents(events, rules).cells.find(({ id }) => id === cells.c().id)
		expect(record?.verdict).toBe('fail')
	})
	test('(d) icc=false with the module blocks', () => {
		expect(verdicts(cells.d())).toMatchObject({ 'bridge.icc-blocked': 'pass', 'daemon.starts': 'pass' })
	})
	test('(e) icc=false without the module is refused in so many words, and nothing else is asked', () => {
		expect(verdicts(cells.e())).toMatchObject({
			'daemon.br-netfilter-error': 'pass',
			'daemon.starts': 'skipped',
		})
		const others = cells
			.e()
			.checks.filter(({ id }) => !/^(daemon\.br-netfilter-error|kernel\.facts)$/.test(id))
		expect(others.filter(({ verdict }) => verdict !== 'skipped')).toEqual([])
		expect(others.filter(({ message }) => !message)).toEqual([])
	})
	test('(f) the variable starts the daemon and leaves icc=false open', () => {
		expect(verdicts(cells.f())).toMatchObject({
			'daemon.starts': 'pass',
			'daemon.br-netfilter-ignored': 'pass',
			'bridge.icc-blocked': 'known',
		})
		expect(cells.f().checks.find(({ id }) => id === 'bridge.icc-blocked')?.knownIssue?.severity).toBe(
			'open-door',
		)
	})
})

test('`explain` foretold every verdict, from what was asked for alone', () => {
	for (const { axes, daemonSettings, slug, checks } of tried()) {
		const foretold = expectAll({ axes, daemonSettings, stack: predictStack(readAxes(axes)) })
		const verdictOf = new Map(checks.map(({ id, verdict }) => [id, verdict]))
		const differing = foretold.checks.filter(
			({ check, expect: expected }) => verdictOf.has(check) && verdictOf.get(check) !== expected,
		)
		expect(differing, slug).toEqual([])
	}
})

describe('upstream’s 27.5.1', () => {
	test('stands beside each configuration, and is tried in all of them or in none', () => {
		expect(upstream()).toHaveLength(6)
		expect([0, 6]).toContain(upstream().filter(({ verdict }) => verdict === 'unavailable').length)
		expect(tried().filter((record) => !upstream().includes(record))).toHaveLength(6)
	})
	test('where it is not available, says where it was looked for, and boots nothing', ({ skip }) => {
		if (upstream().every(({ verdict }) => verdict !== 'unavailable')) skip()
		for (const { reason, checks, phases } of upstream()) {
			expect(reason).toMatch(/^https:\S+\/docker-27\.5\.1\.tgz /)
			expect(checks).toEqual([])
			expect(phases.map(({ name }) => name)).not.toContain('boot')
		}
		const asked = events.filter((event) => event.type === 'note' && event.message.includes('/docker-27.5.1'))
		expect(asked).toHaveLength(1)
		expect(printed).toContain('as far as it could be tried')
	})
	test('where it is available, knows passt’s new default, refuses at length, and leaves a security gap', ({
		skip,
	}) => {
		if (upstream().some(({ verdict }) => verdict === 'unavailable')) skip()
		const docker = 'upstream:27.5.1'
		expect(verdicts(cell({ docker, network: 'pasta@2025_05_03' }))).toMatchObject({
			'publish.loopback-only-v4': 'pass',
		})
		expect(verdicts(cell({ docker, brNetfilter: 'absent', daemon: 'icc-off' }))).toMatchObject({
			'daemon.br-netfilter-error': 'pass',
		})
		expect(verdicts(cell({ docker, daemon: 'icc-off-ignored' }))).toMatchObject({
			'daemon.starts': 'pass',
			'bridge.icc-blocked': 'known',
		})
	})
})

describe('what it is made of', () => {
	test('every cell names the versions that its binaries reported', () => {
		for (const { stack, axes, slug } of tried()) {
			const isDebian = axes.docker.startsWith('debian:')
			expect(stack, slug).toMatchObject({
				dockerd: expect.stringMatching(axes.docker.replace(/^\w+:/, '^').replaceAll('.', '\\.')) as string,
				rootlesskit: expect.stringMatching(isDebian ? /^2\.0\.2/ : /^2\.3\.2/) as string,
				containerd: expect.stringMatching(/^\d/) as string,
				runc: expect.stringMatching(/^1\./) as string,
				kernelRelease: expect.stringMatching(/^6\.12\./) as string,
			})
			const day = axes.network.split('@')[1]?.replaceAll('_', '')
			// Debian 12's passt was built without its version, and says so.
			if (day === '20230309') expect(stack.passt, slug).toBe('unknown version')
			else if (day) expect(stack.passt, slug).toContain(day)
			else expect(stack.slirp4netns, slug).toMatch(/^\d/)
			expect(stack.origins.length, slug).toBeGreaterThan(4)
		}
	})
	test('every cell keeps the kernel’s own banner and the daemon’s journal', async () => {
		for (const { evidenceDir, stack, slug } of tried()) {
			const dir = join(run, evidenceDir)
			const console = await readFile(join(dir, 'console.log'), 'utf8')
			expect(console, slug).toContain(`Linux version ${stack.kernelRelease}`)
			const journal = await readFile(join(dir, 'dockerd.journal'), 'utf8')
			expect(journal, slug).toMatch(/Daemon has completed initialization|failed to start daemon:/)
			expect(await readdir(dir), slug).toContain('qemu.argv.json')
		}
	})
})
