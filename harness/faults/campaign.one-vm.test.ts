import { expect, it } from 'vitest'
import { runCampaign } from './campaign.ts'
import { strikesEnough, title } from './summary.ts'

it('sixty faults lose nothing', { timeout: 20 * 60_000 }, async () => {
	const seed = 1
	const outcomes = await runCampaign({ seed, from: 0, count: 60, jobs: 1 })
	const losing = outcomes.filter(({ lost }) => lost.length > 0)
	expect(losing.map((outcome) => [title(outcome, seed), ...outcome.lost].join('\n'))).toEqual([])
	expect(outcomes).toHaveLength(60)
	expect(strikesEnough(outcomes)).toBe(true)
})
