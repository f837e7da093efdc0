import { describe, expect, it } from 'vitest'
import type { NewEvent, Observations } from '../schema/index.ts'
import { cellRun, checked, exampleCell, exampleResults } from '../testing/index.ts'
import { askedFlags, reproCommand } from './repro.ts'

it('a cell of a preset and of a file are run again in their own ways', () => {
	expect(reproCommand('quick', ['quick'])).toBe('rootless-matrix run --preset quick')
	expect(reproCommand('customer', ['quick'])).toBe('rootless-matrix run --matrix customer.yaml')
	expect(reproCommand('x; rm -rf ~', ['quick'])).toBe("rootless-matrix run --matrix 'x; rm -rf ~.yaml'")
})

describe('a run that was asked something else than usual', () => {
	const cell = exampleCell('a'.repeat(12), 'a')
	const usual = ['daemon.starts', 'dns.udp', 'dns.tcp', 'egress.tcp', 'egress.udp', 'egress.ping']
	const known = new Map([...usual, 'egress.many', 'daemon.soak'].map((id) => [id, true]))
	const flags = (checks: readonly NewEvent[]) =>
		askedFlags(exampleResults([cell], cellRun(cell.id, checks)), usual, known).join(' ')
	const all = (ids: readonly string[]) => ids.flatMap((id) => checked(cell.id, id))
	const soak = (observations: Observations, outcome: 'pass' | 'fail' = 'pass') =>
		checked(cell.id, 'daemon.soak', { observations, outcome })

	it('is asked the same soak again, as long as it was to last', () => {
		const soaked = (observations: Observations) => flags([...all(usual), ...soak(observations)])
		expect(soaked({ asked: 600, seconds: 612 })).toBe('--soak 10m')
		expect(soaked({ asked: 7200 })).toBe('--soak 2h')
		expect(soaked({ asked: 90 })).toBe('--soak 90s')
		// As earlier versions recorded it.
		expect(soaked({ seconds: 602 })).toBe('--soak 10m')
	})

	it('is not asked a shorter one where the record does not say for how long', () => {
		expect(flags([...all(usual), ...soak({ seconds: 70 }, 'fail')])).toBe('')
		expect(flags(soak({ asked: 'long' }))).toBe('--checks daemon.soak')
	})

	it('is asked the few checks alone that it was made for, and what is asked on demand only', () => {
		expect(flags([...all(['daemon.starts']), ...soak({ asked: 600 })])).toBe(
			'--checks daemon.starts --soak 10m',
		)
		expect(flags(soak({ asked: 120 }))).toBe('--checks daemon.soak --soak 2m')
		expect(flags(all([...usual, 'egress.many']))).toBe(`--checks ${usual.join(' ')} egress.many`)
		expect(flags(all(usual))).toBe('')
		// Nobody could ask what is gone.
		expect(flags(all([...usual, 'egress.gone']))).toBe('')
	})

	it('that broke early was not made for the checks that it came to', () => {
		const broken: NewEvent[] = [
			{ type: 'cell.started', cell: cell.id, attempt: 1 },
			...all(['daemon.starts']),
			{ type: 'cell.ended', cell: cell.id, outcome: 'error', code: 'TIMEOUT', reason: 'it took too long' },
		]
		expect(askedFlags(exampleResults([cell], broken), usual, known)).toEqual([])
	})
})
