import { describe, expect, it } from 'vitest'
import { cellRun, checked, exampleCell, exampleResults, openGap, waysOf } from '../testing/index.ts'
import { diffHtml } from './page.ts'
import { diffMarkdown, diffText } from './render.ts'
import { diffExitCode, diffResults, renderDiff } from './index.ts'
import { failing, old, type Outcome, pass, reset, runWith, young } from './testing/index.ts'

describe('passt 2023_03_09 against 2025_05_03', () => {
	const diff = diffResults(old, young)

	it('names the check and the passt version first', () => {
		expect(diffText(diff)).toMatchInlineSnapshot(`
			"20261123T011500Z-quick → 20261123T011500Z-quick (2)
			Worse on publish.loopback-only-v4 (1 cell); the same on 2 checks

			Worse
			  publish.loopback-only-v4: pass → known (loopback reset), with passt 2023_03_09 → 0.0~git20250503.587980c-2 (1 cell)
			      k6.12-pasta2023_03_09 → k6.12-pasta2025_05_03: connection reset by peer

			What differs in the stacks
			  passt 2023_03_09 → 0.0~git20250503.587980c-2

			Compared
			  1 pair of cells; 2 checks said the same in both.
			"
		`)
		expect(diff.changes[0]?.differences[0]?.what).toBe('passt')
		expect(diffExitCode(diff)).toBe(1)
	})

	it('is a text for an issue tracker: what, since when, between which versions, and how to see it', async () => {
		const text = await renderDiff('issues', () => diff, { presets: ['quick'] })
		expect(text).toMatchInlineSnapshot(`
			"# \`publish.loopback-only-v4\` got worse: \`pass\` → \`known (loopback reset)\`

			It was \`pass\` in \`20261123T011500Z-quick\` and is \`known (loopback reset)\` in \`20261123T011500Z-quick (2)\`, in 1 cell:

			- \`k6.12-pasta2025_05_03\`: \`connection reset by peer\`

			## Between which versions

			- passt: good with \`2023_03_09\`, bad with \`0.0~git20250503.587980c-2\`

			## To see it

			\`\`\`console
			$ rootless-matrix run --preset quick --only k6.12-pasta2025_05_03 --checks publish.loopback-only-v4
			\`\`\`
			"
		`)
		const back = diffResults(young, old)
		expect(await renderDiff('issues', () => back), 'nothing got worse').toBe('')
	})

	it('the other way round is better, and exits with 0', () => {
		const back = diffResults(young, old)
		expect(back.changes.map(({ direction }) => direction)).toEqual(['better'])
		expect(diffExitCode(back)).toBe(0)
	})

	it('says the same as Markdown and as HTML', () => {
		for (const text of [diffMarkdown(diff), diffHtml(() => diff)])
			for (const part of [
				'publish.loopback-only-v4',
				'2023_03_09',
				'0.0~git20250503.587980c-2',
				'connection reset by peer',
			])
				expect(text).toContain(part)
		expect(diffHtml(() => diff)).toContain("script-src 'none'")
	})
})

describe('a security gap', () => {
	const blocked = 'isolation.netns-loopback'
	const gap = (before: Outcome | undefined) => {
		const run = (outcome: Outcome | undefined) =>
			runWith('pasta@2025_05_03', 'e', { 'dns.udp': pass, ...(outcome && { [blocked]: outcome }) })
		const after = run({ outcome: 'fail' })
		const cells = after.cells.map((cell) => ({
			...cell,
			checks: cell.checks.map((one) =>
				one.id === blocked ? { ...one, verdict: 'known' as const, knownIssue: openGap } : one,
			),
		}))
		const diff = diffResults(run(before), { ...after, cells })
		return [diff.changes.map(({ direction }) => direction), diffExitCode(diff)]
	}

	it('is named where the later run has not the cell that showed it', () => {
		const run = runWith('pasta@2025_05_03', 'e', { 'dns.udp': pass, [blocked]: { outcome: 'fail' } })
		const [cell] = run.cells
		const checks = cell!.checks.map((one) =>
			one.id === blocked ? { ...one, verdict: 'known' as const, knownIssue: openGap } : one,
		)
		const diff = diffResults(
			{ ...run, cells: [cell!, { ...cell!, id: 'f'.repeat(12), slug: 'f', checks }] },
			run,
		)
		expect(diff.vanished).toEqual(['f'])
		expect(diffText(diff)).toContain(`Security gap of which there is no answer any more: ${openGap.title}`)
	})

	it('is worse where there was nothing to find before: a daemon that refused now starts, and leaves it open', () => {
		expect(gap({ outcome: 'skipped' })).toEqual([['worse'], 1])
		// What nobody asked may have been open as long.
		expect(gap(undefined)).toEqual([['regained'], 0])
	})

	it('is known again where what broke may have hidden it', () => {
		expect(gap({ outcome: 'error' })).toEqual([['regained'], 0])
	})
})

describe('a change', () => {
	const same = (before: Outcome, after: Outcome) =>
		diffResults(
			runWith('pasta@2025_05_03', 'c', { 'dns.udp': before }),
			runWith('pasta@2025_05_03', 'c', { 'dns.udp': after }),
		)

	it.each([
		['pass', 'fail', 'worse', 1],
		['fail', 'pass', 'better', 0],
		['pass', 'error', 'lost', 3],
		['pass', 'skipped', 'lost', 3],
		['error', 'pass', 'regained', 0],
		['skipped', 'error', 'other', 0],
	] as const)('from %s to %s is %s: exit code %i', (before, after, direction, code) => {
		const diff = same({ outcome: before }, { outcome: after })
		expect(diff.changes.map((one) => one.direction)).toEqual([direction])
		expect(diffExitCode(diff)).toBe(code)
	})

	it('with an equal stack says so', () => {
		expect(diffText(same(pass, reset))).toContain('with nothing in the stack that differs')
	})

	it('is none when both say the same', () => {
		const diff = same(pass, pass)
		expect([diff.changes, diff.unchanged, diffExitCode(diff)]).toEqual([[], 1, 0])
	})
})

describe('cells', () => {
	it('that only one run has are listed, and losing one is not silently fine', () => {
		const [a, b] = [
			exampleCell('a'.repeat(12), 'a'),
			exampleCell('b'.repeat(12), 'b', {
				network: 'slirp4netns',
				portDriver: 'builtin',
				kernel: 'debian:5.10',
			}),
		]
		const run = (...cells: (typeof a)[]) =>
			exampleResults(
				cells,
				cells.flatMap(({ id }) => cellRun(id, checked(id, 'dns.udp'))),
			)
		const diff = diffResults(run(a, b), run(a))
		expect([diff.vanished, diff.appeared]).toEqual([['b'], []])
		expect(diffExitCode(diff)).toBe(3)
		expect(diffResults(run(a), run(a, b)).appeared).toEqual(['b'])
	})

	it('of a run without guests are of the default one, and are compared with another one’s', () => {
		const cell = (id: string, guest?: string) => exampleCell(id.repeat(12), `on-${guest}`, { guest })
		const run = (one: ReturnType<typeof cell>) =>
			exampleResults([one], cellRun(one.id, checked(one.id, 'dns.udp')))
		const text = diffText(diffResults(run(cell('a')), run(cell('b', 'debian:12'))))
		expect(text).toContain('  guest debian:13 → debian:12\n')
		expect(text).toContain('1 pair of cells')
	})

	it('are not paired where it is in doubt which is meant', () => {
		const cell = (id: string, network: string) => exampleCell(id.repeat(12), network, { network })
		const run = (...cells: ReturnType<typeof cell>[]) =>
			exampleResults(
				cells,
				cells.flatMap(({ id }) => cellRun(id, checked(id, 'dns.udp'))),
			)
		const diff = diffResults(run(cell('a', 'pasta@1')), run(cell('b', 'pasta@2'), cell('c', 'pasta@3')))
		expect([diff.compared, diffExitCode(diff)]).toEqual([0, 3])
	})

	it('of a matrix with a hostile name are repeated by a command that stays in its block, on one line', async () => {
		const diff = diffResults(
			runWith('pasta@2025_05_03', 'd', { 'dns.udp': pass }),
			runWith('pasta@2025_05_03', 'd', { 'dns.udp': { outcome: 'fail' } }),
		)
		const matrix = 'x\n```\n<img src=x>\n# pwn\u001b[31m ````\u202e'
		const text = await renderDiff('issues', () => ({ ...diff, matrix }))
		// oxlint-disable-next-line no-control-regex
		expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e]|^(?:```|# pwn|<img)$/m)
		expect(text).toMatch(/^`{5}console\n\$ [^\n]*\n`{5}$/m)
	})

	it('with hostile names and messages stay inert', () => {
		const evil = '\x1b[31m<img src=x> `|`\n# big'
		const diff = diffResults(
			runWith('pasta@2025_05_03', 'd', { 'dns.udp': pass }),
			runWith('pasta@2025_05_03', 'd', { 'dns.udp': { outcome: 'fail', message: evil } }),
		)
		// oxlint-disable-next-line no-control-regex
		expect(diffText(diff)).not.toMatch(/[\x00-\x09\x0b-\x1f]/)
		expect(diffHtml(() => diff)).not.toContain('<img')
		expect(diffMarkdown(diff)).not.toMatch(/^# big/m)
	})
})

describe('the same verdict in another form', () => {
	const check = 'publish.loopback-only-v4'
	const run = (kind: 'reset' | 'closed') => runWith('pasta@2025_05_03', 'b', { [check]: failing({ kind }) })

	it('is a change, and says both forms', () => {
		const { changes, unchanged } = diffResults(run('reset'), run('closed'))
		expect(changes).toMatchObject([
			{ check, direction: 'other', before: 'known (loopback reset)', after: 'known (loopback closed)' },
		])
		expect(unchanged).toBe(0)
		expect(diffMarkdown(diffResults(run('reset'), run('closed')))).toContain(
			'known (`loopback reset`) → known (`loopback closed`)',
		)
	})

	it('is worse where nobody knows that form', () => {
		const other = runWith('pasta@2025_05_03', 'b', {
			'publish.loopback-only-v4': failing({ kind: 'timeout' }),
		})
		const known = runWith('pasta@2025_05_03', 'b', { 'publish.loopback-only-v4': reset })
		expect(diffResults(known, other).changes).toMatchObject([
			{ direction: 'worse', before: 'known (loopback reset)', after: 'fail (loopback timeout)' },
		])
		expect(diffExitCode(diffResults(known, other))).toBe(1)
		expect(diffExitCode(diffResults(other, known))).toBe(0)
	})

	it('is worse too where it shows only now and then', () => {
		const loopback = 'publish.loopback-only-v4'
		const known = runWith('pasta@2025_05_03', 'b', { [loopback]: failing({ kind: 'reset' }) })
		const ways = waysOf({ loopback: { kind: 'timeout' } })
		const cells = known.cells.map((cell) => ({
			...cell,
			checks: cell.checks.map((one) =>
				one.id === loopback ? { ...one, verdict: 'flaky' as const, ways } : one,
			),
		}))
		expect(diffExitCode(diffResults(known, { ...known, cells }))).toBe(1)
	})

	it('is none where the form is the same', () => {
		expect(diffResults(run('reset'), run('reset'))).toMatchObject({ changes: [], unchanged: 1 })
	})
})
