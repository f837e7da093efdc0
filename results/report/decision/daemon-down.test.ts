import { expect, it } from 'vitest'
import { cellRun, checked, exampleCell, exampleResults, waysOf } from '../../testing/index.ts'
import { english } from '../words/catalogue/english.js'
import { saidDecisions } from './index.ts'

const cell = exampleCell('a'.repeat(12), 'a', { docker: 'upstream:27.5.1' })
const refused = checked(cell.id, 'daemon.br-netfilter-error', {
	outcome: 'fail',
	message: 'no',
	ways: waysOf({ refusal: { kind: 'reset' } }),
})
const saidOf = (...checks: ReturnType<typeof checked>[]) =>
	saidDecisions(exampleResults([cell], cellRun(cell.id, checks.flat())), english)[0]
const lineOf = (...checks: ReturnType<typeof checked>[]) => saidOf(...checks)?.line

it('a Docker does not work where its daemon is down, and the way in which it refused is no documented one', () => {
	const skipped = ['daemon.starts', 'dns.udp'].map((id) => checked(cell.id, id, { outcome: 'skipped' }))
	expect(lineOf(refused, ...skipped)).toBe('Docker 27.5.1 does not work')
	// What was not asked says nothing of it.
	expect(lineOf(refused)).toBe('Docker 27.5.1 fails in some of what was asked')
})

it('a Docker whose daemon runs nowhere could show no security gap', () => {
	expect(saidOf(refused)?.runs).toBe(false)
	expect(saidOf(checked(cell.id, 'daemon.starts'), checked(cell.id, 'dns.udp'))?.runs).toBe(true)
})

it('what breaks after its refusal is not decided, and no setting is named for it', () => {
	const other = exampleCell('b'.repeat(12), 'b', { docker: 'upstream:27.5.1' }, { icc: false })
	const passes = ['daemon.starts', 'bridge.same-network-v4', 'publish.any-v4', 'egress.tcp', 'dns.udp']
	const results = exampleResults(
		[other, cell],
		[
			{ type: 'cell.started', cell: other.id, attempt: 1 },
			...checked(other.id, 'daemon.br-netfilter-error'),
			{ type: 'cell.ended', cell: other.id, outcome: 'error', reason: 'the cell took longer than 600 s' },
			...cellRun(
				cell.id,
				passes.flatMap((id) => checked(cell.id, id)),
			),
		],
	)
	expect(saidDecisions(results, english)[0]?.where.map(({ words }) => words)).toEqual([
		'works on 1 of 2 configurations',
		'could not be decided on 1 of 2 configurations',
	])
})
