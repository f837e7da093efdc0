import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { TimeoutError } from '#results/errors'
import { fakeTar } from '../../fixtures/packages.ts'
import { archiveEntries } from './archive.ts'
import { defaultLimits } from '../limits.ts'

test('an archive that takes too long in the midst of a file is said to be slow, not damaged', async () => {
	const bytes = await fakeTar({ 'lib/modules/6.12.1/vmlinuz': Buffer.alloc(1024 * 1024) })
	const stalls = Readable.from(
		(async function* () {
			yield bytes.subarray(0, 512 * 1024)
			await new Promise(() => undefined)
		})(),
	)
	const limits = { ...defaultLimits, deadline: 400 }
	const reading = (async () => {
		for await (const entry of archiveEntries({ shown: 'a.tar', input: stalls, limits })) await entry.content()
	})()
	await expect(reading).rejects.toThrow(TimeoutError)
})
