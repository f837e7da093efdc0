import { expect, test } from 'vitest'
import { resolveMirrors } from './mirror.ts'

test('directories are meant from the matrix file, addresses are what they are', () => {
	expect(resolveMirrors(['files', '/srv/files', 'https://mirror.test/', 'file:///srv'], '/matrix')).toEqual([
		...['/matrix/files', '/srv/files', 'https://mirror.test/', 'file:///srv'],
	])
})
