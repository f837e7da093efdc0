import type { Fields } from './fields.ts'

/** GUIDs of MS-VHDX, as they lie in the file. */
const blocksRegion = '6677c22d23f600429d64115e9bfd4a08'
const metadataRegion = '06a27c8b90479a4bb8fe575f050f886e'
const fileParameters = '3767a1ca36fa434db3b633f0aa44e76b'

/** What a VHDX needs of other files. */
export async function vhdxObstacle(fields: Fields): Promise<string | undefined> {
	const start = await regionOf(fields, metadataRegion)
	const metadata = await fields.bytes(start ?? 0n, 64 * 1024)
	const table = { signature: 'metadata', count: metadata.readUInt16LE(10), from: 32 }
	const item = entryOf(metadata, table, fileParameters)
	if (start === undefined || item === undefined) return 'without the tables that say what is in it'
	const flags = (await fields.bytes(start + BigInt(item.readUInt32LE(16)), 8)).readUInt32LE(4)
	return (flags & 2) !== 0 ? 'that has only what differs from another one, its parent' : undefined
}

/** The beginning of the disk itself; zeros where it has none. */
export async function vhdxHead(fields: Fields, length: number): Promise<Buffer> {
	const start = await regionOf(fields, blocksRegion)
	const first = start === undefined ? 0n : (await fields.bytes(start, 8)).readBigUInt64LE(0)
	const isPresent = (first & 7n) === 6n
	return isPresent ? fields.bytes(first - (first % 0x10_0000n), length) : Buffer.alloc(length)
}

/** Where a region begins. The table of them lies at 192 KiB. */
async function regionOf(fields: Fields, guid: string): Promise<bigint | undefined> {
	const table = await fields.bytes(192 * 1024, 64 * 1024)
	return entryOf(table, { signature: 'regi', count: table.readUInt32LE(8), from: 16 }, guid)?.readBigUInt64LE(
		16,
	)
}

/** The entry of 32 bytes that begins with a GUID. */
function entryOf(
	table: Buffer,
	{ signature, count, from }: { signature: string; count: number; from: number },
	guid: string,
): Buffer | undefined {
	if (table.toString('latin1', 0, signature.length) !== signature) return undefined
	for (let index = 0; index < Math.min(count, 2000); index++) {
		const entry = table.subarray(from + index * 32, from + (index + 1) * 32)
		if (entry.length === 32 && entry.toString('hex', 0, 16) === guid) return entry
	}
	return undefined
}
