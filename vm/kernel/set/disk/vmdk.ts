import { type Fields, shown } from './fields.ts'

/**
 * What a VMDK needs of other files. VMware's specification, 5.0: a header of 512 bytes, and inside of the file a text
 * that describes it.
 */
export async function vmdkObstacle(fields: Fields): Promise<string | undefined> {
	const header = await fields.bytes(0, 512)
	if (header.toString('latin1', 0, 4) !== 'KDMV') {
		const text = (await fields.bytes(0, 20 * 512)).toString('latin1')
		const names = [...text.matchAll(/^(?:RW|RDONLY) \d+ \w+ "(.*)"/gm)].map(([, name = '']) => name)
		return `that only describes other files, ${shown(names.slice(0, 3).join(', '))}`
	}
	// QEMU takes one without a size for a description of other files.
	if (header.readBigUInt64LE(12) === 0n) return 'without a size of its own'
	// QEMU takes what is behind the header for that text, whatever place the header names.
	const places = [512n, header.readBigUInt64LE(28) * 512n]
	const texts = await Promise.all(places.map((place) => fields.bytes(place, 20 * 512)))
	const text = texts.map((bytes) => bytes.toString('latin1').split('\0')[0]!).join('\n')
	const of = (name: string) => new RegExp(`${name}\\s*=\\s*"?([^"\\r\\n]*)"?`, 'i').exec(text)?.[1]
	const parents = [...text.matchAll(/parentCID\s*=\s*(\w+)/gi)].filter(([, id]) => !/^f{8}$/i.test(id!))
	if (parents.length > 0 || /parentFileNameHint/i.test(text))
		return `that needs its parent, ${shown(of('parentFileNameHint') ?? 'which it does not name')}`
	const type = of('createType') ?? 'none'
	return /^(monolithicSparse|streamOptimized)$/i.test(type) ? undefined : `of the kind ${shown(type)}`
}
