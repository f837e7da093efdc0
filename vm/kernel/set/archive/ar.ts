import { open } from 'node:fs/promises'
import { ArtifactError } from '#results/errors'

/** A member of a .deb, by its place in the file. */
export interface ArMember {
	readonly name: string
	readonly offset: number
	readonly size: number
}

const headerSize = 60

/**
 * The members of an ar archive, which a .deb is.
 * @throws ArtifactError when it is damaged or cut off.
 */
export async function arMembers(path: string, shown: string): Promise<readonly ArMember[]> {
	await using file = await open(path)
	const { size: total } = await file.stat()
	const members: ArMember[] = []
	for (let at = 8; at + headerSize <= total;) {
		const { buffer } = await file.read(Buffer.alloc(headerSize), 0, headerSize, at)
		const name = buffer.toString('latin1', 0, 16).trim().replace(/\/$/, '')
		const size = Number(buffer.toString('latin1', 48, 58).trim())
		if (buffer.toString('latin1', 58, 60) !== '`\n' || !Number.isSafeInteger(size) || size < 0)
			throw wrong(shown, `no header of a member at byte ${at}`)
		const offset = at + headerSize
		if (offset + size > total)
			throw wrong(shown, `${name} should have ${size} bytes, the file has ${total - offset} of them`)
		members.push({ name, offset, size })
		at = offset + size + (size % 2)
	}
	return members
}

const wrong = (shown: string, found: string) =>
	new ArtifactError(`${shown}: is a damaged or cut off .deb: ${found}. Expected a whole package.`, {
		hint: 'Get it anew, and compare its checksum with that of its source.',
	})
