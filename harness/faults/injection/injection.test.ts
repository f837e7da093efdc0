import { expect, it } from 'vitest'
import { exampleCell } from '#results/testing'
import type { Results } from '#results'
import { chooseInjection, faultTitle } from './injection.ts'
import { differences, truthOf, wrongVerdicts } from '../verdicts.ts'

const possible = () => true

it('an injection depends on the seed and its number alone', () => {
	for (const number of [0, 7, 417])
		expect(chooseInjection(3, number, { possible })).toEqual(chooseInjection(3, number, { possible }))
	expect(chooseInjection(3, 1, { possible })).not.toEqual(chooseInjection(4, 1, { possible }))
})

it('a thousand injections have every fault and every step', () => {
	const drawn = Array.from({ length: 1000 }, (_, number) => chooseInjection(1, number, { possible }))
	expect(new Set(drawn.map(({ fault }) => fault.kind)).size).toBe(13)
	expect(new Set(drawn.map(({ step }) => step)).size).toBe(11)
	expect(new Set(drawn.map(({ fault }) => faultTitle(fault))).size).toBeGreaterThan(50)
})

it('what this machine cannot do is not chosen', () => {
	const drawn = Array.from({ length: 200 }, (_, number) =>
		chooseInjection(1, number, { possible: (kind) => kind !== 'disk-full' && kind !== 'store-eio' }),
	)
	expect(drawn.filter(({ fault }) => ['disk-full', 'store-eio'].includes(fault.kind))).toEqual([])
})

const run = (verdict: string, checks: Record<string, string>, state = 'completed') => {
	const { slug } = exampleCell('0123456789ab', 'one')
	const records = Object.entries(checks).map(([id, one]) => ({ id, verdict: one }))
	return { run: { state }, cells: [{ slug, verdict, checks: records }] } as unknown as Results
}
const truth = truthOf(run('fail', { a: 'pass', b: 'fail' }))
const wrong = (...args: Parameters<typeof run>) => wrongVerdicts(run(...args), truth, { absent: false })

it('a verdict is the true one, an honest error, or missing; all else is wrong', () => {
	expect(wrong('fail', { a: 'pass', b: 'fail' })).toEqual([])
	expect(wrong('error', { a: 'pass' })).toEqual([])
	expect(wrong('error', { a: 'error', b: 'fail' })).toEqual([])
	expect(wrong('pass', { a: 'pass', b: 'pass' })).toHaveLength(2)
	expect(wrong('fail', { a: 'fail', b: 'fail' })).toEqual(['one a is fail instead of pass'])
	expect(wrong('fail', { b: 'fail' })).toEqual(['one is fail with 1 of 2 checks'])
	expect(wrong('known', { a: 'pass', b: 'known' })).toHaveLength(2)
	expect(wrong('unavailable', {})).toHaveLength(1)
	expect(wrongVerdicts(run('unavailable', {}), truth, { absent: true })).toEqual([])
})

it('a resumed run is the true one, check by check, or is not', () => {
	expect(differences(run('fail', { a: 'pass', b: 'fail' }), truth)).toEqual([])
	expect(differences(run('fail', { a: 'pass', b: 'fail' }, 'interrupted'), truth)).toEqual([
		'the run is interrupted',
	])
	expect(differences(run('fail', { b: 'fail' }), truth)).toEqual(['one a is missing instead of pass'])
})
