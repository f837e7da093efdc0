import { foldEvents, renderReport } from '#results'
import { expect, it } from 'vitest'
import { madeUpRun } from './testing/index.ts'

// The whole preset as the rules expect it: what a reader of the terminal is told first.
it('the first screen of the preset 27.5.1 reads as it does here', async () => {
	const results = foldEvents(await madeUpRun('27.5.1'))
	const text = await renderReport('terminal', { dir: '/nowhere', results })
	const from = text.indexOf('Does it work?')
	await expect(text.slice(from, text.indexOf('\nSecurity gaps\n'))).toMatchFileSnapshot(
		'golden/preset-27-5-1.txt',
	)
})
