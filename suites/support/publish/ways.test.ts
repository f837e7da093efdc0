import { expect, it } from 'vitest'
import { settlingTime } from './ways.ts'

it('only a port that pasta has to find by itself gets time, and only shortly after the start', () => {
	const implicit = { portDriver: 'implicit' }
	expect(settlingTime({ portDriver: 'builtin' }, 1000, 1000)).toBe(0)
	expect(settlingTime(implicit, 1000, 2000)).toBe(3000)
	expect(settlingTime(implicit, 1000, 60_000)).toBe(0)
	expect(settlingTime(implicit, undefined, 2000)).toBe(4000)
})
