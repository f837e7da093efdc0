import { expect, test } from 'vitest'
import { resolveMirrors } from './mirror.ts'
import { readMatrix } from './read-matrix.ts'

test('directories are meant from the matrix file, addresses are what they are', () => {
	expect(resolveMirrors(['files', '/srv/files', 'https://mirror.test/', 'file:///srv'], '/matrix')).toEqual([
		...['/matrix/files', '/srv/files', 'https://mirror.test/', 'file:///srv'],
	])
})

test.each([
	'mirrors: [ftp://me:secret@mirror.test/docker]',
	'mirrors: [ftp://me:sec/ret@mirror.test/docker]',
	'mirrors: ["ftp://me:secret ?@mirror.test/docker"]',
	'mirrors: [{ "https://me:secret@mirror.test": 1 }]',
	'mirrors: [{ url: "https://me:secret@mirror.test" }]',
	'axes: { network: "pasta@https://me:secret@mirror.test/passt" }',
	'axes: { docker: "https://me:secret@mirror.test/docker" }',
])('a problem with %s does not show the password', (line) => {
	const read = () => readMatrix(`schemaVersion: 1\nname: x\ncoverage: full\n${line}\n`, 'm.yaml')
	expect(read).toThrow('mirror.test')
	expect(read).not.toThrow(/secret|sec\/ret/)
})
