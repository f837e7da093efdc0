import { mkdtemp, open, rm, truncate, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { memoryDamage, writeMemorySums } from './memory-sums.ts'

const MIB = 2 ** 20
let dir: string
let memory: string
let sums: string

/** 8 MiB, of which only what lies around the third is no hole. */
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'rm-memory-'))
	memory = join(dir, 'memory')
	sums = join(dir, 'memory.json')
	await writeFile(memory, '')
	await truncate(memory, 8 * MIB)
	await writeAt(3 * MIB, 'what the guest wrote')
	await writeMemorySums(memory, sums)
})
afterEach(() => rm(dir, { recursive: true, force: true }))

async function writeAt(position: number, text: string): Promise<void> {
	await using file = await open(memory, 'r+')
	await file.write(Buffer.from(text), 0, text.length, position)
}

it('finds nothing in what is as it was', async () => {
	expect(await memoryDamage(memory, sums)).toBeUndefined()
})

it('finds a changed byte, and says between which', async () => {
	await writeAt(3 * MIB + 5, 'X')
	expect(await memoryDamage(memory, sums)).toBe('its memory was changed between byte 3145728 and 3407872')
})

it('finds a changed byte wherever it lies in a long stretch of data', async () => {
	// 6 MiB and a bit, and once more behind a hole.
	for (const [from, to] of [
		[0, 25],
		[27, 29],
	] as const)
		for (let chunk = from; chunk < to; chunk++) await writeAt(chunk * 262_144 + 7, `chunk ${chunk}`)
	await writeMemorySums(memory, sums)
	expect(await memoryDamage(memory, sums)).toBeUndefined()
	for (const chunk of [0, 7, 8, 24, 27, 28]) {
		await writeAt(chunk * 262_144 + 7, 'C')
		const start = chunk * 262_144
		expect(await memoryDamage(memory, sums)).toBe(
			`its memory was changed between byte ${start} and ${start + 262_144}`,
		)
		await writeAt(chunk * 262_144 + 7, 'c')
	}
})

it('finds data where there was a hole', async () => {
	await writeAt(6 * MIB, 'X')
	expect(await memoryDamage(memory, sums)).toBe('its memory has data where there was none')
})

it('finds a file that was cut off, one that is gone, and sums that are no sums', async () => {
	await truncate(memory, 7 * MIB)
	expect(await memoryDamage(memory, sums)).toBe('its memory has 7340032 bytes instead of 8388608')
	await rm(memory)
	expect(await memoryDamage(memory, sums)).toBe('its memory is missing')
	await writeFile(sums, '{"size": "many"}')
	expect(await memoryDamage(memory, sums)).toBe('the sums of its memory cannot be read')
	await writeFile(sums, '{"size": ')
	expect(await memoryDamage(memory, sums)).toBe('the sums of its memory cannot be read')
})

it('calls no snapshot damaged that this host cannot read', async () => {
	await rm(sums)
	await mkdir(sums)
	await expect(memoryDamage(memory, sums)).rejects.toMatchObject({ code: 'EISDIR' })
})
