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
	expect(lineOf(refused)).toBe('Docker 27.5.1 works with gaps')
})

it('a Docker whose daemon runs nowhere could show no security gap', () => {
	expect(saidOf(refused)?.runs).toBe(false)
	expect(saidOf(checked(cell.id, 'daemon.starts'), checked(cell.id, 'dns.udp'))?.runs).toBe(true)
})
