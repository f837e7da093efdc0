import { expect, it } from 'vitest'
import { chineseReason } from '#results'
import { lackingWords } from './capability-words.ts'
import type { VmCapabilities } from './driver.ts'

it('what a driver has not is said in Chinese as well', () => {
	const words = lackingWords({} as VmCapabilities)
	expect(words.length).toBeGreaterThan(5)
	expect(words.filter((one) => chineseReason(one) === undefined)).toEqual([])
})
