import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import ssh2 from 'ssh2'
import { expect, test } from 'vitest'
import { encodeKeyPair, generateSshKeyPair } from './keys.ts'

function parse(text: string): ssh2.ParsedKey {
	const key = ssh2.utils.parseKey(text)
	if (key instanceof Error) throw key
	return key
}

test('the private key signs what the public key verifies', () => {
	const { privateKey, publicKey } = generateSshKeyPair('a comment of any length')
	const data = Buffer.from('data')
	expect(parse(publicKey).verify(data, parse(privateKey).sign(data))).toBe(true)
	expect(parse(privateKey).comment).toBe('a comment of any length')
})

test('a key that begins with a zero is as good as another', () => {
	for (;;) {
		const pair = generateKeyPairSync('ed25519').privateKey
		const { d, x } = pair.export({ format: 'jwk' })
		const publicBytes = Buffer.from(x!, 'base64url')
		if (publicBytes[0] !== 0) continue
		const { privateKey, publicKey } = encodeKeyPair(Buffer.from(d!, 'base64url'), publicBytes, '')
		const signature = sign(
			null,
			Buffer.from('data'),
			createPrivateKey(pair.export({ type: 'pkcs8', format: 'pem' })),
		)
		expect(parse(privateKey).sign('data')).toEqual(signature)
		expect(parse(publicKey).verify('data', signature)).toBe(true)
		return
	}
})
