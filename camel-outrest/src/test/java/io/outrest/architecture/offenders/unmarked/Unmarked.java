package io.outrest.architecture.offenders.unmarked;

class Unmarked {}
