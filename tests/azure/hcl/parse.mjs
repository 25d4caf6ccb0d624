// Reads Terraform's language from the standard input and writes what it says as JSON.  Syntax errors end it with 1.
//
//     node parse.mjs FOLDER-WITH-node_modules <action-group.tf
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const { parse } = createRequire(join(resolve(process.argv[2]), 'package.json'))('@cdktf/hcl2json')

try {
  console.log(JSON.stringify(await parse('action-group.tf', readFileSync(0, 'utf8'))))
} catch (error) {
  console.error(error)
  process.exit(1)
}
