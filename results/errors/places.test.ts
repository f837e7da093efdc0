import { expect, test } from 'vitest'
import { withoutPlaces } from './places.ts'

const places = [
	{ path: '/home/ann', shown: '~' },
	{ path: '/home/ann/.cache/rootless-matrix', shown: '<cache>' },
	{ path: '/', shown: '<root>' },
]

test.each([
	['/home/ann/.cache/rootless-matrix/store/x is damaged', '<cache>/store/x is damaged'],
	['there is no "/home/ann".', 'there is no "~".'],
	['mke2fs -d /home/ann/a:/home/ann/b', 'mke2fs -d ~/a:~/b'],
	['/home/anna, /srv/home/ann and /home/ann.old stay', '/home/anna, /srv/home/ann and /home/ann.old stay'],
	['in the guest: /var/lib/docker', 'in the guest: /var/lib/docker'],
])('%s is shown as %s', (text, shown) => {
	expect(withoutPlaces(text, places)).toBe(shown)
})
