import { expect, test } from 'vitest'
import { parseMadison, VersionLookup } from './version-lookup.ts'

test('reads the table of madison', () => {
	const table = ` docker.io | 26.1.5+dfsg1-9+deb13u1 | http://mirror.test/debian trixie/main amd64 Packages
 docker.io | 26.1.5+dfsg1-9 | http://mirror.test/debian trixie/main Sources
`
	expect(parseMadison(table)).toEqual([
		{ name: 'docker.io', version: '26.1.5+dfsg1-9+deb13u1', suite: 'trixie' },
	])
})

/** Two suites have every package; remembers what it was asked. */
function archive() {
	const asked: (readonly string[])[] = []
	const lookup = new VersionLookup(async (names) => {
		asked.push(names)
		if (names.includes('broken')) throw new Error('no lists')
		return names
			.flatMap((name) => [`${name} | 2 | http://mirror.test/debian sid/main amd64 Packages`, ''])
			.join('\n')
	})
	return { asked, lookup }
}

test('names asked for at the same time are looked up in one go, and once', async () => {
	const { asked, lookup } = archive()
	const [tini, runc] = await Promise.all([lookup.versions('tini'), lookup.versions('runc')])
	expect(tini).toEqual([{ name: 'tini', version: '2', suite: 'sid' }])
	expect(runc).toEqual([{ name: 'runc', version: '2', suite: 'sid' }])
	await Promise.all([lookup.versions('tini'), lookup.versions('passt')])
	expect(asked).toEqual([['tini', 'runc'], ['passt']])
})

test('what failed, or is of older lists, is looked up again', async () => {
	const { asked, lookup } = archive()
	await expect(lookup.versions('broken')).rejects.toThrow('no lists')
	await expect(lookup.versions('broken')).rejects.toThrow('no lists')
	await lookup.versions('tini')
	lookup.forget()
	await lookup.versions('tini')
	expect(asked).toEqual([['broken'], ['broken'], ['tini'], ['tini']])
})
