import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAll, predictStack } from '#harness/explain'
import { readAxes } from '#harness/matrix'
import type { CellRecord, CheckRecord, Results } from '#results'
import { startCli } from './cli-process.ts'

const isAll = process.env.ROOTLESS_MATRIX_TEST_ALL === '1'
/** Compiling a kernel takes up to an hour and more, so only those who ask for it wait for it. */
const isAsked = isAll || process.env.ROOTLESS_MATRIX_TEST_BUILT_KERNEL === '1'
const [HOUR, withheld, built] = [60 * 60_000, 'debian:6.12', 'built:6.12-no-br-netfilter']

describe.skipIf(!isAsked)('a kernel built without br_netfilter, and one whose module is withheld', () => {
	let run: string
	let results: Results
	let exitCode: number | string
	let runsDir: string

	beforeAll(async () => {
		runsDir = process.env.ROOTLESS_MATRIX_TEST_RUNS ?? (await mkdtemp(join(tmpdir(), 'built-kernel-test-')))
		const checks = isAll ? ['--checks', '*'] : []
		const cli = startCli(['run', '--preset', 'built-kernel', '--runs-dir', runsDir, ...checks])
		cli.child.stdout?.pipe(process.stdout, { end: false })
		exitCode = await cli.ended
		// What follows would fail or, worse, hold of no cell at all, and say nothing about why.
		if (exitCode !== 0) throw new Error(`The run ended with ${exitCode}:\n${cli.output()}`)
		run = join(runsDir, 'latest')
		results = JSON.parse(await readFile(join(run, 'results.json'), 'utf8')) as Results
	}, 6 * HOUR)
	// What a failing run left behind is its evidence, so only a good one is cleared away.
	afterAll(async () => {
		if (exitCode === 0 && !process.env.ROOTLESS_MATRIX_TEST_RUNS)
			await rm(runsDir, { recursive: true, force: true })
	})

	const cellsWith = (kernel: string) => results.cells.filter(({ axes }) => axes.kernel === kernel)
	/** Each configuration, with the cell of either kernel. */
	const pairs = () =>
		cellsWith(withheld).map((one) => {
			const same = cellsWith(built).filter(
				({ axes }) => JSON.stringify({ ...axes, kernel: withheld }) === JSON.stringify(one.axes),
			)
			expect(same, one.slug).toHaveLength(1)
			return [one, same[0]!] as const
		})

	test('were both tried in every configuration, and each cell really ran its own', async () => {
		expect(pairs()).toHaveLength(8)
		expect(results.cells).toHaveLength(16)
		for (const { axes, slug, stack, verdict, evidenceDir, checks } of results.cells) {
			expect(['pass', 'known'], slug).toContain(verdict)
			expect(checks.length, slug).toBeGreaterThan(20)
			const console = await readFile(join(run, evidenceDir, 'console.log'), 'utf8')
			expect(console, slug).toContain(`Linux version ${stack.kernelRelease}`)
			expect(stack.kernelRelease, slug).toMatch(
				axes.kernel === built ? /^6\.12\.\d+-no-br-netfilter$/ : /^6\.12\.\d+\S*-cloud-/,
			)
		}
	})

	test('lack it in the two ways that are to be compared', () => {
		const option = (cell: CellRecord) => {
			const facts = cell.checks.find(({ id }) => id === 'kernel.facts')?.observations
			return (facts?.options as Record<string, string> | undefined)?.BRIDGE_NETFILTER
		}
		expect(cellsWith(built).map(option)).toEqual(cellsWith(built).map(() => 'n'))
		expect(cellsWith(withheld).map(option)).toEqual(cellsWith(withheld).map(() => 'm'))
	})

	test('give every check the same verdict, for the same reason', () => {
		/** What a check came to; a message of one that was skipped is the harness's own, any other the guest's. */
		const cameTo = ({ checks }: CellRecord) =>
			checks.map(({ id, verdict, knownIssue, message }: CheckRecord) => ({
				id,
				verdict,
				knownIssue: knownIssue?.id,
				...(verdict === 'skipped' ? { message } : {}),
			}))
		for (const [one, other] of pairs()) expect(cameTo(other), other.slug).toEqual(cameTo(one))
	})

	test('were asked where the two could differ: refusals, the security gap, and the hairpin', () => {
		const verdictsOf = (check: string) =>
			cellsWith(built).map(({ checks }) => checks.find(({ id }) => id === check)?.verdict)
		expect(verdictsOf('daemon.br-netfilter-error')).toContain('pass')
		expect(verdictsOf('daemon.br-netfilter-ignored')).toContain('pass')
		expect(verdictsOf('daemon.network-icc-option')).toContain('pass')
		expect(verdictsOf('bridge.icc-blocked')).toContain('known')
		expect(verdictsOf('bridge.hairpin-no-proxy')).toContain('known')
	})

	test('are as `explain` foretells', () => {
		for (const { axes, daemonSettings, slug, checks } of cellsWith(built)) {
			const foretold = expectAll({ axes, daemonSettings, stack: predictStack(readAxes(axes)) })
			const expected = new Map<string, string>(foretold.checks.map((one) => [one.check, one.expect]))
			for (const { id, verdict } of checks) expect(verdict, `${slug} ${id}`).toBe(expected.get(id))
		}
	})
})
