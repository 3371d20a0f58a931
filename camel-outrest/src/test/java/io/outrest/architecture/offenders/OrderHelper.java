package io.outrest.architecture.offenders;

class OrderHelper {}
